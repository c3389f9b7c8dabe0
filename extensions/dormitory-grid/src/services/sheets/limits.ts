/** Limits of a sheet that a person sends: a college's list of a year fits ten times over. */
export const MAX_SHEET_BYTES = 10 * 1024 * 1024;
/** What a workbook may unfold to, by its own directory. */
export const MAX_UNFOLDED_BYTES = 20 * 1024 * 1024;
/** Rows with something in them. */
export const MAX_ROWS = 20_000;
/** Rows altogether: an empty one takes as long to read as any other. */
export const MAX_LINES = 50_000;
export const MAX_COLUMNS = 100;
export const MAX_SHARED_STRINGS = 200_000;
/** What is handed over to the server's own thread, in cells and in characters. */
export const MAX_CELLS = 400_000;
export const MAX_TEXT = 10_000_000;
/** Longer than any row of a list: whoever reads it as one has been sent something else. */
export const MAX_LINE_LENGTH = 100_000;

/** Why a file could not be read; each has a text `errors.GRID_SHEET.<problem>`. */
export type SheetProblem =
	| 'not_xlsx'
	| 'old_format'
	| 'unreadable'
	| 'empty'
	| 'too_large'
	| 'too_many_rows'
	| 'too_many_columns'
	| 'too_slow';
