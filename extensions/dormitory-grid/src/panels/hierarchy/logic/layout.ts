import type { HierarchyAnswer } from '../../../types/api.ts';

/** Sizes in pixels of the picture, so that all of it is seen at once wherever it can be. */

/** `cells`: every unit is a cell with its number. `tiles`: one tile a building; for a large college, or a small panel. */
export type Density = 'cells' | 'tiles';

const GAP = 10;
const TILE_MIN = 70;
/** More buildings than this, and cells would need scrolling on any screen. */
const CELLS_UP_TO = 24;

export function chooseDensity(buildings: number, detail: HierarchyAnswer['detail']): Density {
	return detail === 'units' && buildings <= CELLS_UP_TO ? 'cells' : 'tiles';
}

/** Narrowest picture of a building that can still be read and tapped. */
export function narrowestOf(density: Density, unitsAcross: number): number {
	// Padding, the floor's number and sign, then cells of 26 pixels and their gaps.
	return density === 'tiles' ? TILE_MIN : Math.max(150, 52 + unitsAcross * 29);
}

/** As many columns as fit, but with rows of nearly equal length: 8 buildings where 5 would fit are 4 and 4. */
export function chooseColumns(count: number, width: number, narrowest: number): number {
	const fitting = Math.max(1, Math.floor((width + GAP) / (narrowest + GAP)));
	const rows = Math.max(1, Math.ceil(count / fitting));
	return Math.max(1, Math.ceil(count / rows));
}
