/** OWASP's list: what makes a spreadsheet read a cell as a formula (ASVS 5.0, 1.2.10). */
const FORMULA_START = /^[=+\-@\t\r\0]/;
/** Decimals come as texts from the database; a minus in front of a plain number calculates nothing. */
const NEGATIVE_NUMBER = /^-\d+(\.\d+)?$/;

/** A copy of rows in which no text begins a formula: Directus writes CSV without escaping any (json2csv, services/import-export.js). */
export function escapeFormulas(value: unknown): unknown {
	if (typeof value === 'string') return FORMULA_START.test(value) && !NEGATIVE_NUMBER.test(value) ? `'${value}` : value;
	if (Array.isArray(value)) return value.map(escapeFormulas);
	if (typeof value !== 'object' || value === null) return value;
	// Dates and the like stay as they are.
	if (Object.getPrototypeOf(value) !== Object.prototype) return value;
	return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, escapeFormulas(nested)]));
}
