/**
 * OWASP's list (ASVS 5.0, 1.2.10) and its full-width twins, which spreadsheets in Chinese take for the same: what makes a
 * cell be read as a formula.
 */
const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/;
/** Decimals come as texts from the database; a minus in front of a plain number calculates nothing. */
const NEGATIVE_NUMBER = /^-\d+(\.\d+)?$/;

/** The text as a cell that no spreadsheet calculates: an apostrophe stands before what would begin a formula. */
export function safeCell(text: string): string {
	return FORMULA_START.test(text) && !NEGATIVE_NUMBER.test(text) ? `'${text}` : text;
}
