import Papa from 'papaparse';
import { checkKeys, isForbiddenKey } from './forbidden-keys.ts';

export type ImportProblem =
	| { kind: 'hostile-header'; header: string }
	| { kind: 'hostile-key'; key: string }
	| { kind: 'header-too-long' }
	| { kind: 'too-deep' };

/** Directus's reader guesses the delimiter from its first chunk, which is what `createReadStream` gives: 64 KiB. */
const FIRST_CHUNK = 65_536;
const MAX_DEPTH = 100;
/** What Papa may take for one. */
const DELIMITERS = [',', '\t', '|', ';', Papa.RECORD_SEP, Papa.UNIT_SEP];

/** A field name, or a path of such: letters of any script, digits, `_`, `-`, `$`, `:`, a blank, and points between. No index, no brackets. */
const HEADER = /^[\p{L}_$][\p{L}\p{N}_$:\- ]*(\.[\p{L}_$][\p{L}\p{N}_$:\- ]*)*$/u;

/**
 * Directus's CSV import writes each cell by lodash `set(row, header, value)`, and a value may be a JSON list: `toString.call`
 * or `a.push.call` as a header reaches the functions that the whole process shares (services/import-export.js).
 */
export function findImportProblem(mimeType: string, content: Buffer): ImportProblem | null {
	return mimeType === 'application/json' ? findJsonProblem(content) : findCsvProblem(content);
}

function findJsonProblem(content: Buffer): ImportProblem | null {
	let value: unknown;
	try {
		value = JSON.parse(content.toString('utf8'));
	} catch {
		// Directus answers what does not parse.
		return null;
	}
	const keys = checkKeys(value, MAX_DEPTH);
	if (keys.kind === 'forbidden') return { kind: 'hostile-key', key: keys.key };
	return keys.kind === 'too-deep' ? { kind: 'too-deep' } : null;
}

function findCsvProblem(content: Buffer): ImportProblem | null {
	const text = content.subarray(0, FIRST_CHUNK).toString('utf8');
	// The same reader, so that it sees the same first row.
	const { data } = Papa.parse<string[]>(text, { preview: 2 });
	if (content.length > FIRST_CHUNK && data.length < 2) return { kind: 'header-too-long' };
	const headers = (data[0] ?? []).map((field) => field.trim());
	// Should its guess of the delimiter differ from ours, the pieces are the same.
	for (const header of splitAll(headers, DELIMITERS)) {
		// A column without a name becomes the key '' and harms nobody.
		if (header === '') continue;
		if (!HEADER.test(header)) return { kind: 'hostile-header', header };
		const steps = header.split('.');
		if (steps.some(isForbiddenKey)) return { kind: 'hostile-header', header };
		// Behind a list, a path must not name one of its functions; `entries` alone is a field like any other.
		if (steps.slice(1).some((step) => step in Array.prototype)) return { kind: 'hostile-header', header };
	}
	return null;
}

function splitAll(texts: readonly string[], delimiters: readonly string[]): string[] {
	return delimiters.reduce<string[]>(
		(pieces, delimiter) => pieces.flatMap((piece) => piece.split(delimiter)),
		[...texts],
	);
}
