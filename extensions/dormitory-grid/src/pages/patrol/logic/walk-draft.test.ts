import { describe, expect, it } from 'vitest';
import type { WalkFacility } from '../../../types/patrol.ts';
import {
	beginWalk,
	dutySlot,
	findFacility,
	isOld,
	parseDraft,
	photosOf,
	walkBody,
	walkSlot,
	type WalkDraft,
	willRaise,
	withPhotoId,
} from './walk-draft.ts';

const facility = (given: Partial<WalkFacility> = {}): WalkFacility => ({
	id: 7,
	code: '3-2-M1',
	token: 'Ab-9_z',
	kind: 'extinguisher',
	place: null,
	state: 'good',
	expires_on: null,
	next_check_on: null,
	unfit: false,
	...given,
});
const walked: WalkDraft = {
	...beginWalk(4, '2026-11-29T12:00:00.000Z'),
	rooms: [1, 2],
	findings: [{ key: 'a', item: 3, room: 1, what: ' ', settled: true, hazard: false, photos: [{ key: 'p', id: null }] }],
	facilities: {
		7: { state: 'replaced', expiresOn: '2028-01-01', photos: [] },
		8: { state: 'good', expiresOn: '2028-01-01', photos: [{ key: 'q', id: 'x' }] },
	},
	note: ' 已巡 ',
};

describe('a walk on the phone', () => {
	it('survives a reload as it was', () => {
		expect(parseDraft(JSON.stringify(walked))).toEqual(walked);
	});

	it.each([null, '', '{', '[]', '{"startedAt":1}', '{"startedAt":"x","rooms":{}}'])(
		'leaves out what it does not know: %s',
		(text) => {
			expect(parseDraft(text)).toBeNull();
		},
	);

	it('goes out in the server’s words', () => {
		expect(walkBody(9, withPhotoId(walked, 'p', 'id-of-p'), { client_key: 'k', finished_at: 'then' })).toEqual({
			client_key: 'k',
			finished_at: 'then',
			grid: 9,
			duty: 4,
			started_at: '2026-11-29T12:00:00.000Z',
			rooms: [1, 2],
			findings: [{ item: 3, room: 1, what: null, settled: true, hazard: false, photos: ['id-of-p'] }],
			facilities: [
				{ facility: 7, state: 'replaced', expires_on: '2028-01-01', photos: [] },
				{ facility: 8, state: 'good', expires_on: null, photos: ['x'] },
			],
			note: '已巡',
		});
	});

	it('knows which photos are still to be uploaded', () => {
		expect(photosOf(walked).filter(({ id }) => id === null)).toEqual([{ key: 'p', id: null }]);
		expect(photosOf(withPhotoId(walked, 'p', 'y')).filter(({ id }) => id === null)).toEqual([]);
	});

	it('has a place in the queue of its own: a second walk of nobody’s asking is another one', () => {
		const free = (startedAt: string) => walkSlot(9, beginWalk(null, startedAt));
		expect(free('2026-11-29T12:00:00Z')).not.toBe(free('2026-11-29T12:00:01Z'));
		expect(walkSlot(9, walked)).toBe(dutySlot(9, 4));
	});

	it('is forgotten after two days', () => {
		const text = JSON.stringify(walked);
		expect([isOld(text, Date.parse('2026-12-01T11:59:00Z')), isOld(text, Date.parse('2026-12-01T12:01:00Z'))]).toEqual([
			false,
			true,
		]);
	});
});

describe('a facility', () => {
	it.each([
		['3-2-m1', 7],
		[' 3-2-M1 ', 7],
		['Ab-9_z', 7],
		['https://grid.example/grid/patrol#f=Ab-9_z', 7],
		['ab-9_z', null],
		['3-2-M', null],
		['', null],
	])('is found by %s: %s', (text, id) => {
		expect(findFacility([facility({ id: 6, code: '3-2-M2', token: null }), facility()], text)?.id ?? null).toBe(id);
	});

	it.each([
		['good', null, false],
		['good', '2026-11-28', true],
		['good', '2026-11-29', false],
		['replaced', '2026-11-28', false],
		['lost', null, true],
	] as const)('%s with an expiry of %s becomes an issue: %s', (state, expires_on, raises) => {
		expect(willRaise(facility({ expires_on }), { state, expiresOn: '', photos: [] }, '2026-11-29')).toBe(raises);
	});
});
