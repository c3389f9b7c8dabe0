import { type ComputedRef, inject, type InjectionKey, provide } from 'vue';
import type { Language } from '../../constants/languages.ts';
import type { PanelTextKey } from '../../lang/panels/zh-CN.ts';
import type { HierarchyNode } from '../../types/api.ts';
import { clockText } from '../../domain/clock-text.ts';
import { findMark, type Mark } from './logic/stage.ts';
import { levelOf } from './logic/tree.ts';

/** What every part of the picture needs: words, clock faces, and how to go to a grid. */
export interface Board {
	t: (key: PanelTextKey, values?: Record<string, string | number>) => string;
	language: ComputedRef<Language>;
	zone: ComputedRef<string>;
	/** The last of the night's minutes that has gone by, in milliseconds. */
	passed: ComputedRef<number>;
	/** The units' own minute has gone by. */
	unitsOverdue: ComputedRef<boolean>;
	selected: ComputedRef<number | null>;
	select: (id: number | null) => void;
}

const LEVELS = ['building', 'floor', 'unit'] as const;

const KEY: InjectionKey<Board> = Symbol('hierarchy board');

export function provideBoard(board: Board): void {
	provide(KEY, board);
}

export function useBoard() {
	const board = inject(KEY);
	if (!board) throw new Error('provideBoard was not called above this component');
	const { t, zone, passed, unitsOverdue } = board;

	const markOf = (node: HierarchyNode): Mark => findMark(node, passed.value);

	/** By its units, for what stands for many of them; the grid's own sign-on is another matter. */
	function unitsMarkOf(node: HierarchyNode): Mark {
		const { units } = node;
		if (levelOf(node) === 3) return markOf(node);
		if (units.missing > 0) return 'missing';
		if (units.due > 0) return unitsOverdue.value ? 'overdue' : 'due';
		return units.on_time + units.late > 0 ? 'on_time' : 'none';
	}

	/** '3-2 层', 'Floor 3-2': a grid's code in the reader's language, where its stored name has one language only. */
	const nameOf = (node: HierarchyNode): string => t(LEVELS[levelOf(node) - 1] ?? 'unit', { code: node.code });

	/** Units report, floors and buildings sign on. */
	function stateText(node: HierarchyNode): string {
		if (node.state === 'none') return t(`silence_${node.silence ?? 'not_in_service'}`);
		const mark = markOf(node);
		if (levelOf(node) === 3) return t(`state_${mark}`);
		return t(`sign_${node.state}`);
	}

	function absenceText(node: HierarchyNode): string {
		const { counts } = node;
		if (!counts) return '';
		return (['not_returned', 'late_return', 'on_leave'] as const)
			.filter((kind) => counts[kind] > 0)
			.map((kind) => `${t(kind)} ${counts[kind]}`)
			.join(' · ');
	}

	/** Silent units by the night's own word: still due while it is open, missing after its close. */
	function silentText({ units }: HierarchyNode): string {
		const count = units.due + units.missing;
		return t(units.missing > 0 ? 'silent' : 'pending', { count });
	}

	/** One line that says all of a grid: for tooltips and for those who do not see colours. */
	function describe(node: HierarchyNode): string {
		const { responsible } = node;
		const who = responsible && [responsible.name ?? t('nobody'), responsible.phone].filter(Boolean).join(' ');
		const silent = node.units.due + node.units.missing;
		return [
			`${nameOf(node)} ${stateText(node)}`,
			levelOf(node) < 3 && silent > 0 && silentText(node),
			absenceText(node),
			node.state !== 'none' && who,
		]
			.filter(Boolean)
			.join(' · ');
	}

	const time = (moment: string): string => clockText(moment, zone.value);

	return { ...board, markOf, unitsMarkOf, nameOf, stateText, silentText, describe, time };
}
