import { safeCell } from '../../domain/formula.ts';

/** A copy of rows in which no text begins a formula: Directus writes CSV without escaping any (json2csv, services/import-export.js). */
export function escapeFormulas(value: unknown): unknown {
	if (typeof value === 'string') return safeCell(value);
	if (Array.isArray(value)) return value.map(escapeFormulas);
	if (typeof value !== 'object' || value === null) return value;
	// Dates and the like stay as they are.
	if (Object.getPrototypeOf(value) !== Object.prototype) return value;
	return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, escapeFormulas(nested)]));
}
