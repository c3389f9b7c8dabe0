import { describe, expect, test } from 'vitest';
import type { HierarchyNode } from '../../../types/api.ts';
import { fromTheTop } from '../../../domain/board.ts';
import { countUnitsAcross, findColumns, findPath, lastPart, listSilent, progressOf } from './tree.ts';

let ids = 0;

function grid(code: string, below: HierarchyNode[] | HierarchyNode['state']): HierarchyNode {
	const units = { due: 0, on_time: 0, late: 0, missing: 0, none: 0 };
	if (typeof below === 'string') units[below] = 1;
	else for (const child of below) for (const state of STATES) units[state] += child.units[state];
	return {
		id: ++ids,
		code,
		name: code,
		state: typeof below === 'string' ? below : 'due',
		silence: null,
		units,
		counts: null,
		due_at: null,
		received_at: null,
		on_behalf: false,
		responsible: null,
		children: typeof below === 'string' ? [] : below,
	};
}

const STATES = ['due', 'on_time', 'late', 'missing', 'none'] as const;

const college = [
	grid('1', [
		grid('1-1', [grid('1-1-1', 'on_time'), grid('1-1-2', 'missing')]),
		grid('1-2', [grid('1-2-1', 'late'), grid('1-2-2', 'none')]),
	]),
	grid('2', [grid('2-1', [grid('2-1-1', 'due'), grid('2-1-2', 'on_time'), grid('2-1-3', 'on_time')])]),
];

const codes = (nodes: readonly HierarchyNode[]) => nodes.map(({ code }) => code);

describe('findPath', () => {
	const unit = college[0]!.children[1]!.children[0]!;

	test('leads from the building down', () => {
		expect(codes(findPath(college, unit.id))).toEqual(['1', '1-2', '1-2-1']);
		expect(codes(findPath(college, college[1]!.id))).toEqual(['2']);
	});

	test('is empty for nothing, and for a grid that has left the tree', () => {
		expect(findPath(college, null)).toEqual([]);
		expect(findPath(college, -1)).toEqual([]);
	});
});

test('silent units are those that owe a report, before and after the close', () => {
	expect(codes(listSilent(college))).toEqual(['1-1-2', '2-1-1']);
	expect(listSilent([college[0]!.children[1]!])).toEqual([]);
});

test('who owes nothing is not expected', () => {
	expect(progressOf(college[0]!)).toEqual({ reported: 2, expected: 3 });
	expect(progressOf(grid('9', 'none'))).toEqual({ reported: 0, expected: 0 });
});

test.each([
	['3', '3'],
	['3-2', '2'],
	['3-2-1', '1'],
	['西3-12', '12'],
])('%s ends in %s', (code, last) => {
	expect(lastPart(code)).toBe(last);
});

test('the ground floor lies at the bottom', () => {
	expect(codes(fromTheTop(college[0]!.children))).toEqual(['1-2', '1-1']);
});

describe('findColumns', () => {
	test('heads the columns where all floors count alike, a shorter one included', () => {
		expect(findColumns(college[0]!.children)).toEqual(['1', '2']);
		const shorter = grid('3-2', [grid('3-2-1', 'due')]);
		expect(findColumns([shorter, grid('3-1', [grid('3-1-1', 'due'), grid('3-1-2', 'due')])])).toEqual(['1', '2']);
	});

	test('says nothing where they differ', () => {
		const odd = grid('3-2', [grid('3-2-1', 'due'), grid('3-2-3', 'due')]);
		expect(findColumns([odd, grid('3-1', [grid('3-1-1', 'due'), grid('3-1-2', 'due')])])).toBeNull();
	});
});

test('the fullest floor sets the columns of all', () => {
	expect(countUnitsAcross(college)).toBe(3);
	expect(countUnitsAcross([])).toBe(1);
});
