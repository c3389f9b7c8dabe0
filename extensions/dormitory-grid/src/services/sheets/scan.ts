import { inflateRawSync } from 'node:zlib';
import type { ArchiveEntry } from './archive.ts';
import {
	MAX_COLUMNS,
	MAX_LINE_LENGTH,
	MAX_LINES,
	MAX_SHARED_STRINGS,
	MAX_UNFOLDED_BYTES,
	type SheetProblem,
} from './limits.ts';

/** Looks through a file before the reader does, which fills a row up to its last cell and keeps all strings at once. */

/** A row, a cell or a shared string, with whatever prefix its maker gave the namespace. */
const TAG = /<(?:[\w.-]+:)?(row|c|si)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>/g;
const REFERENCE = /\sr\s*=\s*(?:"([^"]*)"|'([^']*)')/;
const PLAIN_REFERENCE = /^([a-z]{1,3})\d{1,7}$/i;

/** Throws where an entry does not unfold as its directory says. */
export function scanWorkbook(entries: readonly ArchiveEntry[]): SheetProblem | null {
	let left = MAX_UNFOLDED_BYTES;
	for (const { packed, method, size } of entries) {
		// Any entry may be a sheet: which one is says another.
		const content = method === 0 ? Buffer.from(packed) : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
		if ((left -= content.length) < 0) return 'too_large';
		const problem = scanXml(content.toString('latin1'));
		if (problem) return problem;
	}
	return null;
}

function scanXml(xml: string): SheetProblem | null {
	let [rows, strings, cells] = [0, 0, 0];
	for (const [, tag, attributes = ''] of xml.matchAll(TAG)) {
		if (tag === 'si') {
			if ((strings += 1) > MAX_SHARED_STRINGS) return 'too_large';
		} else if (tag === 'row') {
			if ((rows += 1) > MAX_LINES) return 'too_many_rows';
			cells = 0;
		} else {
			const found = REFERENCE.exec(attributes);
			const column = found === null ? (cells += 1) : columnOf(found[1] ?? found[2] ?? '');
			if (column === null) return 'not_xlsx';
			cells = column;
			if (column > MAX_COLUMNS) return 'too_many_columns';
		}
	}
	return null;
}

/** From 1; `null` for what no program writes, such as a reference in character entities. */
function columnOf(reference: string): number | null {
	const letters = PLAIN_REFERENCE.exec(reference)?.[1];
	if (letters === undefined) return null;
	return letters
		.toUpperCase()
		.split('')
		.reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

/** A line break within quotes counts too: a list has few of them. */
export function scanCsv(text: string): SheetProblem | null {
	let lines = 0;
	for (let at = 0; at < text.length; lines += 1) {
		if (lines >= MAX_LINES) return 'too_many_rows';
		const end = lineEnd(text, at);
		if (end - at > MAX_LINE_LENGTH) return 'unreadable';
		at = end + (text.startsWith('\r\n', end) ? 2 : 1);
	}
	return null;
}

function lineEnd(text: string, from: number): number {
	let at = from;
	while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
	return at;
}
