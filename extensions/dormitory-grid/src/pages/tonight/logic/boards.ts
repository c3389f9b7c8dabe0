import type { TonightAnswer, TonightGrid } from '../../../types/api.ts';

/** One grid a person answers for, with what stands below it; without a grid of his own, the whole college in one. */
export interface Board {
	key: string;
	grid: TonightGrid | null;
	/** Directly below: what a sign-on has to have seen. */
	children: TonightGrid[];
	/** All units below, silent ones first. */
	units: TonightGrid[];
	/** All floors below a building; all buildings below the college are in `children`. */
	floors: TonightGrid[];
}

/** A person's grids as tabs: what he still owes comes first, then the lower level. */
export function listBoards(answer: TonightAnswer): Board[] {
	const all = allGrids(answer);
	if (answer.mine.length > 0) {
		return answer.mine
			.map((grid) => makeBoard(grid, all))
			.sort((a, b) => Number(owes(b.grid)) - Number(owes(a.grid)) || (b.grid?.level ?? 0) - (a.grid?.level ?? 0));
	}
	if (answer.below.length === 0) return [];
	const buildings = all.filter((grid) => grid.level === 1);
	return [
		{
			key: 'college',
			grid: null,
			children: buildings,
			floors: all.filter((grid) => grid.level === 2),
			units: silentFirst(all.filter((grid) => grid.level === 3)),
		},
	];
}

/** The board of any grid that the answer shows, for reporting on its behalf. */
export function findBoard(answer: TonightAnswer, id: number): Board | null {
	const all = allGrids(answer);
	const grid = all.find((each) => each.grid === id);
	return grid ? makeBoard(grid, all) : null;
}

/** The silent grids directly below, as a sign-on must name them. */
export function findGaps(board: Board): TonightGrid[] {
	return board.children.filter(isSilent);
}

/** Expected, and has not reported. */
export function isSilent(grid: TonightGrid): boolean {
	return grid.report?.state === 'due' || grid.report?.state === 'missing';
}

export function hasReported(grid: TonightGrid): boolean {
	return grid.report?.state === 'on_time' || grid.report?.state === 'late';
}

/** A floor head may lead a unit of his own floor: then it is not in `below`, and stands below all the same. */
function allGrids(answer: TonightAnswer): TonightGrid[] {
	return [...answer.mine, ...answer.below.filter((grid) => !answer.mine.some((own) => own.grid === grid.grid))];
}

function owes(grid: TonightGrid | null): boolean {
	return grid !== null && isSilent(grid);
}

function makeBoard(grid: TonightGrid, all: readonly TonightGrid[]): Board {
	const children = all.filter((other) => other.parent === grid.grid);
	const floors = children.filter((child) => child.level === 2);
	const parents = new Set([grid.grid, ...floors.map((floor) => floor.grid)]);
	const units = all.filter((other) => other.level === 3 && other.parent !== null && parents.has(other.parent));
	return { key: String(grid.grid), grid, children, floors, units: silentFirst(units) };
}

function silentFirst(grids: readonly TonightGrid[]): TonightGrid[] {
	return [...grids].sort((a, b) => Number(isSilent(b)) - Number(isSilent(a)) || compareCodes(a.code, b.code));
}

/** '3-2-10' comes after '3-2-9'. */
function compareCodes(a: string, b: string): number {
	const [left, right] = [a.split('-'), b.split('-')];
	for (let part = 0; part < Math.max(left.length, right.length); part++) {
		const order = Number(left[part] ?? 0) - Number(right[part] ?? 0);
		if (order !== 0) return order;
	}
	return 0;
}
