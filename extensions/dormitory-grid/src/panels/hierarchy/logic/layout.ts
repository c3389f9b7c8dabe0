/** Sizes in pixels of the picture, so that all of it is seen at once wherever it can be. */

/** `cells`: every unit is a cell with its number. `tiles`: one tile a building; for a large college, or a small panel. */
export type Density = 'cells' | 'tiles';

const GAP = 10;
/** Narrowest building whose cells can still be read and tapped. */
export const BUILDING_MIN = 158;
export const TILE_MIN = 116;
/** More buildings than this, and cells would need scrolling on any screen. */
const CELLS_UP_TO = 24;

export function chooseDensity(buildings: number): Density {
	return buildings <= CELLS_UP_TO ? 'cells' : 'tiles';
}

/** As many columns as fit, but with rows of nearly equal length: 8 buildings where 5 would fit are 4 and 4. */
export function chooseColumns(count: number, width: number, narrowest: number): number {
	const fitting = Math.max(1, Math.floor((width + GAP) / (narrowest + GAP)));
	const rows = Math.max(1, Math.ceil(count / fitting));
	return Math.max(1, Math.ceil(count / rows));
}
