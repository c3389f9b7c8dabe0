import { describe, expect, it } from 'vitest';
import type { NightHead } from '../types/api.ts';
import { type BoardGrid, buildTree, silenceOf, sumKnown } from './board.ts';

const night = { id: 1, date: '2026-03-02', kind: 'regular', state: 'open', root: null } as NightHead;
const report = (change: object) => ({
	state: 'on_time' as const,
	dueAt: new Date(0),
	receivedAt: null,
	onBehalf: false,
	residents: 6,
	present: 5,
	lateReturn: 1,
	notReturned: 0,
	onLeave: 0,
	responsibleName: null,
	responsiblePhone: null,
	...change,
});
const grid = (id: number, level: 1 | 2 | 3, parent: number | null, change: Partial<BoardGrid> = {}): BoardGrid => ({
	id,
	code: String(id),
	name: '',
	level,
	parent,
	state: 'active',
	inServiceFrom: null,
	inServiceUntil: null,
	report: report({}),
	...change,
});

describe('buildTree', () => {
	it('sums units upwards, silent ones by state and without counts', () => {
		const [root] = buildTree(
			[
				grid(1, 1, null),
				grid(2, 2, 1),
				grid(3, 3, 2),
				grid(4, 3, 2, { report: report({ state: 'missing', present: null }) }),
				grid(5, 3, 2, { report: null }),
			],
			night,
		);
		expect(root?.units).toEqual({ due: 0, on_time: 1, late: 0, missing: 1, none: 1 });
		expect(root?.counts).toEqual({ residents: 6, present: 5, late_return: 1, not_returned: 0, on_leave: 0 });
		expect(root?.children[0]?.children.map((unit) => unit.state)).toEqual(['on_time', 'missing', 'none']);
	});
});

it('says why a grid owes nothing', () => {
	const silent = (change: Partial<BoardGrid>) => silenceOf(grid(1, 3, 2, { report: null, ...change }), night);
	expect(silent({})).toBe('empty');
	expect(silent({ state: 'planned' })).toBe('not_in_service');
	expect(silent({ inServiceFrom: '2026-05-01' })).toBe('not_in_service');
	expect(silenceOf(grid(1, 3, 2, { report: null, state: 'planned' }), { ...night, kind: 'rehearsal', root: 7 })).toBe(
		'outside_rehearsal',
	);
});

it('knows nothing rather than zero where nothing is known', () => {
	expect(sumKnown([null, null])).toBeNull();
	expect(sumKnown([])).toBeNull();
});

it('sums floors without their units as it does with them', () => {
	const grids = [
		grid(1, 1, null),
		grid(2, 2, 1),
		grid(3, 3, 2),
		grid(4, 3, 2, { report: report({ state: 'missing', present: null }) }),
		grid(5, 3, 2, { report: null }),
	];
	const sums = {
		due: 0,
		on_time: 1,
		late: 0,
		missing: 1,
		reported: 1,
		residents: 6,
		present: 5,
		late_return: 1,
		not_returned: 0,
		on_leave: 0,
	};
	const [whole] = buildTree(grids, night);
	const [summed] = buildTree(grids.slice(0, 2), night, { units: new Map([[2, 3]]), sums: new Map([[2, sums]]) });
	expect({ ...summed, children: [] }).toEqual({ ...whole, children: [] });
	expect(summed?.children[0]?.units).toEqual(whole?.children[0]?.units);
});
