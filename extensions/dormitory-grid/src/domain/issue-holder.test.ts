import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '../constants/positions.ts';
import { firstStep, openIssue } from './issue-follow.ts';
import { answersFor, firstHolder, type Holder, lowestHolder, positionOf } from './issue-holder.ts';
import { judgeUntil } from './issue-step.ts';
import type { Actor, Scope } from './scope.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-03-02T08:00:00Z');
const room = { college: 1, building: 10, floor: 20, unit: 30 };
const floor = { ...room, unit: null };
const building = { ...floor, floor: null };
const PLACES = [room, floor, building];

const nowhere: Scope = {
	assignment: '',
	room: null,
	ends_on: null,
	position: 'unit_leader',
	unit: null,
	floor: null,
	building: null,
	department: null,
	college: null,
	counsellor: null,
	stand_in: false,
};
const actor = (...scopes: Partial<Scope>[]): Actor => ({
	user: 'someone',
	name: '周言',
	admin: false,
	language: 'zh-CN',
	scopes: scopes.map((scope) => ({ ...nowhere, ...scope })),
});
const POSTS: Readonly<Record<string, Partial<Scope>>> = {
	unit: { position: 'unit_leader', unit: 30 },
	otherUnit: { position: 'unit_leader', unit: 31 },
	floor: { position: 'floor_head', floor: 20 },
	building: { position: 'building_head', building: 10 },
	office: { position: 'responsible_office', department: 50 },
	group: { position: 'working_group', college: 1 },
	otherGroup: { position: 'working_group', college: 2 },
	counsellor: { position: 'counsellor', counsellor: 'someone' },
};

describe('firstHolder', () => {
	it.each<[string, (typeof PLACES)[number], number]>([
		['unit', room, 30],
		['floor', room, 20],
		['building', room, 10],
		['otherUnit', room, 30],
		['group', room, 30],
		['office', floor, 20],
		['unit', floor, 20],
		['building', floor, 10],
		['unit', building, 10],
	])('who raises it as %s', (post, place, grid) => {
		expect(firstHolder(actor(POSTS[post] ?? {}), place)).toMatchObject({ kind: 'grid', grid });
	});

	it('is the raiser himself wherever he answers for a level of the place, else the lowest', () => {
		fc.assert(
			fc.property(fc.subarray(Object.values(POSTS)), fc.constantFrom(...PLACES), (posts, place) => {
				const who = actor(...posts);
				const first = firstHolder(who, place);
				const own = [place.unit, place.floor, place.building].some((grid) =>
					who.scopes.some((scope) => grid !== null && [scope.unit, scope.floor, scope.building].includes(grid)),
				);
				if (own) expect(answersFor(who, first, place.college)).toBe(true);
				else expect(first).toEqual(lowestHolder(place));
			}),
		);
	});
});

describe('positionOf', () => {
	const unit: Holder = { kind: 'grid', level: 3, grid: 30 };
	const office: Holder = { kind: 'office', office: 50 };

	it.each<[string, Holder, (typeof PLACES)[number], Position | null]>([
		['unit', unit, room, 'unit_leader'],
		['floor', unit, room, 'floor_head'],
		['building', unit, room, 'building_head'],
		['group', unit, room, 'working_group'],
		['otherGroup', unit, room, null],
		['otherUnit', unit, room, null],
		['counsellor', unit, room, null],
		['unit', office, floor, null],
		['floor', office, floor, 'floor_head'],
		['office', office, room, 'responsible_office'],
		// It has been taken from the office again.
		['office', unit, room, null],
	])('%s acts on what %o has', (post, holder, place, position) => {
		expect(positionOf(actor(POSTS[post] ?? {}), { holder, place })).toBe(position);
	});

	it('is the office’s while it has the case, and the lowest of several posts otherwise', () => {
		const both = actor(POSTS['office'] ?? {}, POSTS['building'] ?? {}, POSTS['unit'] ?? {});
		expect(positionOf(both, { holder: office, place: room })).toBe('responsible_office');
		expect(positionOf(both, { holder: unit, place: room })).toBe('unit_leader');
	});
});

describe('firstStep', () => {
	it('carries the holder and the clocks that the issue begins with', () => {
		const clocks = { take: new Date(1), settle: new Date(2), close: new Date(3), whole: new Date(4) };
		const report = {
			kind: 'hazard',
			place: room,
			about: null,
			reporter: 'someone',
			protectUntil: new Date(5),
		} as const;
		const issue = openIssue(report, lowestHolder(room), { now, isStaffed: () => true, clocks });
		expect(firstStep(issue, { by: 'someone', at: now })).toEqual({
			kind: 'report',
			by: 'someone',
			at: now,
			to: { kind: 'grid', level: 3, grid: 30 },
			until: new Date(5),
			into: null,
			solved: null,
			takeDueAt: new Date(1),
			settleDueAt: new Date(2),
			closeDueAt: null,
			wholeDueAt: new Date(4),
		});
	});
});

describe('judgeUntil', () => {
	it.each([
		['protect', 30],
		['postpone', 60],
		['explain', 180],
	] as const)('lets %s last %i days from now', (kind, days) => {
		const after = (ms: number) => judgeUntil(kind, new Date(now.getTime() + ms), now);
		expect(after(0)).toEqual({ kind: 'past' });
		expect(after(1)).toBeNull();
		expect(after(days * DAY_MS)).toBeNull();
		expect(after(days * DAY_MS + 1)).toEqual({ kind: 'too_far', days });
	});
});
