import type { SheetAnswer } from '../../../types/api-sheet.ts';

/** Of two columns of an A4 page, as components/sheet-paper.vue sets them. */
const LINES_A_PAGE = 88;
const LINES_A_UNIT = 6;

/** About how many sheets of paper a floor takes; for the hint beside the button alone. */
export function pagesOf({ units }: Pick<SheetAnswer, 'units'>): number {
	const beds = units.flatMap(({ rooms }) => rooms.map((room) => Math.max(room.beds.length, 1)));
	const lines = beds.reduce((sum, count) => sum + count, 0) + units.length * LINES_A_UNIT;
	return Math.max(1, Math.ceil(lines / LINES_A_PAGE));
}
