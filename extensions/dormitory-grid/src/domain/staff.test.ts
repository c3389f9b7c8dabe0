import { describe, expect, it } from 'vitest';
import { hasSeat, judgeEnding, placeOf } from './staff.ts';

const post = { startsOn: '2026-03-01', endsOn: null, endedAt: null };

describe('judgeEnding', () => {
	it.each([
		['today', post, '2026-03-10', 'now'],
		['yesterday', post, '2026-03-09', 'now'],
		['next week', post, '2026-03-17', 'by_calendar'],
		['before it began', post, '2026-02-01', 'before_start'],
		['beyond its end', { ...post, endsOn: '2026-03-12' }, '2026-03-20', 'extends'],
		['a second time', { ...post, endedAt: new Date(0) }, '2026-03-10', 'already_ended'],
		['before it will begin', { ...post, startsOn: '2026-04-01' }, '2026-03-09', 'now'],
	] as const)('%s', (_, assignment, lastDay, kind) => {
		expect(judgeEnding(assignment, lastDay, '2026-03-10').kind).toBe(kind);
	});
});

it('seats as many as DOMAIN.md’s table says', () => {
	expect([
		hasSeat('unit_leader', 0),
		hasSeat('unit_leader', 1),
		hasSeat('instructor', 1),
		hasSeat('instructor', 2),
		hasSeat('counsellor', 50),
	]).toEqual([true, false, true, false, true]);
});

it('knows what each position is held on', () => {
	expect([
		placeOf('working_group'),
		placeOf('building_head'),
		placeOf('floor_head'),
		placeOf('unit_leader'),
		placeOf('room_head'),
		placeOf('counsellor'),
	]).toEqual([null, 'grid1', 'grid2', 'grid3', 'room', 'department']);
});
