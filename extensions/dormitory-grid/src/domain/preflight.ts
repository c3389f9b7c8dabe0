import type { Position } from '../constants/positions.ts';

/** Who is on duty tonight (DESIGN.md 5): each grid that owes a report, whether anybody can make it, and who stands in. */

export type Level = 1 | 2 | 3;

export interface DutyGrid {
	id: number;
	code: string;
	name: string;
	level: Level;
	building: number;
	floor: number | null;
	/** Of the residents who are expected tonight. */
	residents: number;
}

export interface Holder {
	grid: number;
	person: string;
	name: string;
	phone: string | null;
	position: Position;
	standIn: boolean;
	endsOn: string | null;
}

export interface EmptyPost extends DutyGrid {
	/** The nearest above who can report for it. */
	coveredBy: Holder | null;
}

export interface Preflight {
	levels: { level: Level; owed: number; filled: number }[];
	empty: EmptyPost[];
	standIns: (Holder & { code: string; level: Level; building: number })[];
}

/** @param grids the units, floors and buildings that owe a report tonight @param holders whoever is on duty and can log in */
export function judgePosts(grids: readonly DutyGrid[], holders: readonly Holder[]): Preflight {
	const held = new Map<number, Holder[]>();
	for (const holder of holders) held.set(holder.grid, [...(held.get(holder.grid) ?? []), holder]);
	const first = (grid: number | null): Holder | null => (grid === null ? null : (held.get(grid)?.[0] ?? null));
	const levels = ([3, 2, 1] as const).map((level) => {
		const owed = grids.filter((grid) => grid.level === level);
		return { level, owed: owed.length, filled: owed.filter((grid) => held.has(grid.id)).length };
	});
	const empty = grids
		.filter((grid) => !held.has(grid.id))
		.map((grid) => ({
			...grid,
			coveredBy: (grid.level === 3 ? first(grid.floor) : null) ?? (grid.level > 1 ? first(grid.building) : null),
		}))
		.toSorted(byPlace);
	const places = new Map(grids.map((grid) => [grid.id, grid]));
	const standIns = holders
		.filter((holder) => holder.standIn)
		.flatMap((holder) => {
			const place = places.get(holder.grid);
			return place ? [{ ...holder, code: place.code, level: place.level, building: place.building }] : [];
		})
		.toSorted(byPlace);
	return { levels, empty, standIns };
}

/** The larger the grid, the more it matters; then along the building. */
function byPlace(a: { level: Level; code: string }, b: { level: Level; code: string }): number {
	return a.level - b.level || a.code.localeCompare(b.code, 'en', { numeric: true });
}
