import { describe, expect, test } from 'vitest';
import type { ReportState, TonightAnswer, TonightGrid } from '../../../types/api.ts';
import { findGaps, listBoards } from './boards.ts';

const IDS: Record<string, number> = { '3': 1, '3-1': 2, '3-2': 3, '3-2-1': 4, '3-2-2': 5, '3-2-10': 6, '3-1-1': 7 };

function grid(code: string, state: ReportState | null): TonightGrid {
	const parts = code.split('-');
	const level = parts.length === 1 ? 1 : parts.length === 2 ? 2 : 3;
	return {
		grid: IDS[code] ?? 0,
		code,
		name: code,
		level,
		parent: IDS[parts.slice(0, -1).join('-')] ?? null,
		silence: state === null ? 'not_in_service' : null,
		report: state && {
			state,
			due_at: '',
			first_received_at: null,
			received_at: null,
			counts: null,
			units_expected: null,
			units_silent: null,
			on_behalf: false,
			stand_in: false,
			handed_back: null,
		},
		responsible: { name: null, phone: null },
	};
}

function answer(mine: TonightGrid[], below: TonightGrid[]): TonightAnswer {
	return {
		now: '',
		time_zone: 'Asia/Shanghai',
		person: { id: 'p', name: '', language: 'zh-CN', positions: [] },
		night: null,
		next: null,
		mine,
		below,
		units: [],
	};
}

const codes = (grids: readonly TonightGrid[]) => grids.map((each) => each.code);

describe('listBoards', () => {
	test('nothing to answer for is no board', () => {
		expect(listBoards(answer([], []))).toEqual([]);
	});

	test('what is still owed comes first, then the lower level', () => {
		const boards = listBoards(answer([grid('3-2', 'due'), grid('3-2-1', 'on_time')], []));
		expect(boards.map((board) => board.grid?.code)).toEqual(['3-2', '3-2-1']);
		const both = listBoards(answer([grid('3-2', 'due'), grid('3-2-1', 'due')], []));
		expect(both.map((board) => board.grid?.code)).toEqual(['3-2-1', '3-2']);
	});

	test('an own unit of an own floor stands below it, too', () => {
		const [floor] = listBoards(
			answer([grid('3-2', 'due'), grid('3-2-1', 'on_time')], [grid('3-2-10', 'on_time'), grid('3-2-2', 'due')]),
		);
		expect(codes(floor?.units ?? [])).toEqual(['3-2-2', '3-2-1', '3-2-10']);
	});

	test('a building has its floors as children and all units below', () => {
		const below = [grid('3-1', 'due'), grid('3-2', 'on_time'), grid('3-1-1', 'on_time'), grid('3-2-1', 'missing')];
		const [building] = listBoards(answer([grid('3', 'due')], below));
		expect(codes(building?.children ?? [])).toEqual(['3-1', '3-2']);
		expect(codes(building?.units ?? [])).toEqual(['3-2-1', '3-1-1']);
	});

	test('the working group sees the college in one board', () => {
		const [college] = listBoards(answer([], [grid('3', 'due'), grid('3-2', 'due'), grid('3-2-1', 'due')]));
		expect(college?.grid).toBeNull();
		expect(codes(college?.children ?? [])).toEqual(['3']);
	});
});

test('gaps are silent children only; a grid that owes nothing is none', () => {
	const [floor] = listBoards(
		answer([grid('3-2', 'due')], [grid('3-2-1', 'due'), grid('3-2-2', null), grid('3-2-10', 'late')]),
	);
	expect(floor && codes(findGaps(floor))).toEqual(['3-2-1']);
});
