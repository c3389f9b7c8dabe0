/** What a cell of a sheet holds: a moment is a wall-clock time, because a spreadsheet knows no zone; read it in UTC. */
export type SheetCell = string | number | boolean | Date | null;

/** A row that holds something; `line` is its number as a spreadsheet shows it, from 1. */
export interface SheetRow {
	line: number;
	cells: SheetCell[];
}

/** No list holds a longer one; 1e308 in every cell would be written out as a hundred million digits. */
const LONGEST_NUMBER = 1e21;

/** A cell as a person would have typed it: numbers of up to 21 digits without an exponent, dates as YYYY-MM-DD with HH:mm where there is a time. */
export function cellText(cell: SheetCell | undefined): string {
	if (cell === null || cell === undefined) return '';
	if (cell instanceof Date) {
		if (Number.isNaN(cell.getTime())) return '';
		// A serial number is a fraction of a day and may lie some milliseconds beside its minute.
		const text = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString();
		return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
	}
	if (typeof cell === 'number')
		return Number.isInteger(cell) && Math.abs(cell) < LONGEST_NUMBER ? BigInt(cell).toString() : String(cell);
	return String(cell).normalize('NFC').trim();
}
