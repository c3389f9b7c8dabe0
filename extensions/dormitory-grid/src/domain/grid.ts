/** Rules of the tree (DOMAIN.md 1): buildings, their floors, the floors' units. */

export interface ParentGrid {
	id: number;
	code: string;
	level: 1 | 2 | 3;
	college: number;
	building: number | null;
}

export type GridPlacement =
	| { kind: 'placed'; level: 1 | 2 | 3; building: number | null; floor: number | null }
	| { kind: 'too_deep' }
	| { kind: 'wrong_code'; example: string };

/** Where a new grid stands below its parent; a building has none. The code continues the parent's: '3', '3-2', '3-2-1'. */
export function placeGrid(code: string, parent: ParentGrid | null): GridPlacement {
	if (parent === null) {
		return /^[^-\s]+$/.test(code)
			? { kind: 'placed', level: 1, building: null, floor: null }
			: { kind: 'wrong_code', example: '3' };
	}
	if (parent.level === 3) return { kind: 'too_deep' };
	const rest = code.startsWith(`${parent.code}-`) ? code.slice(parent.code.length + 1) : '';
	if (!/^[^-\s]+$/.test(rest)) return { kind: 'wrong_code', example: `${parent.code}-1` };
	return parent.level === 1
		? { kind: 'placed', level: 2, building: parent.id, floor: null }
		: { kind: 'placed', level: 3, building: parent.building, floor: parent.id };
}
