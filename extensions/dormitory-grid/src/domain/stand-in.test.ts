import { expect, it } from 'vitest';
import type { Actor, Scope } from './scope.ts';
import { judgeStandIn } from './stand-in.ts';

const scope: Scope = {
	assignment: 'a',
	position: 'instructor',
	college: null,
	building: 3,
	floor: null,
	unit: null,
	room: null,
	department: null,
	counsellor: null,
	ends_on: null,
	stand_in: false,
};
const actor = (change: Partial<Scope> = {}): Actor => ({
	user: 'u',
	admin: false,
	language: 'zh-CN',
	name: '',
	scopes: [{ ...scope, ...change }],
});
const post = { position: 'unit_leader' as const, building: 3, startsOn: '2026-03-02', endsOn: '2026-03-09' };
const judge = (who: Actor, change: Partial<typeof post> | { endsOn: null } | { position: 'building_head' } = {}) =>
	judgeStandIn(who, { ...post, ...change }, '2026-03-02').kind;

it('lets the staff of a building appoint below it, from today for a week', () => {
	expect(judge(actor())).toBe('allowed');
	expect(judge(actor(), { endsOn: '2026-03-02' })).toBe('allowed');
});

it('and nobody else, nowhere else, no longer', () => {
	expect(judge(actor({ building: 4 }))).toBe('forbidden');
	expect(judge(actor({ building: null, floor: 3, position: 'floor_head' }))).toBe('forbidden');
	expect(judge(actor(), { position: 'building_head' })).toBe('forbidden');
	// A stand-in himself passes nothing on.
	expect(judge(actor({ stand_in: true }))).toBe('forbidden');
	expect(judge(actor(), { endsOn: '2026-03-10' })).toBe('days');
	expect(judge(actor(), { endsOn: null })).toBe('days');
	expect(judge(actor(), { startsOn: '2026-03-03' })).toBe('days');
});
