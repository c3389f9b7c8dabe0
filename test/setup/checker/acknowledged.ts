import type { HistoryLine } from '../faults/history.ts';
import { groupBy } from './group-by.ts';
import type { Violation } from './violation.ts';

interface StoredKey {
	id: string;
	reporter: string | null;
	client_key: string;
}

/**
 * I4 by what clients were told (Jepsen's set checker): every acknowledged key is there once and is what was acknowledged,
 * every refused one is absent, one without an answer may be either.
 */
export function judgeKeys(history: readonly HistoryLine[], stored: readonly StoredKey[]): Violation[] {
	const violations: Violation[] = [];
	const complain = (key: string, what: string) =>
		void violations.push({ invariant: 'I4', what: `key ${key}: ${what}` });
	const rows = groupBy(stored, (row) => `${row.reporter}:${row.client_key}`);
	const people = new Set(history.map((line) => line.person));
	for (const [key, lines] of groupBy(history, (line) => `${line.person}:${line.key}`)) {
		const found = rows.get(key) ?? [];
		const ok = lines.filter((line) => line.type === 'ok');
		const ids = new Set(ok.map((line) => line.id));
		rows.delete(key);
		if (found.length > 1) complain(key, `${found.length} rows`);
		if (ok.length > 0 && found.length === 0) complain(key, 'acknowledged and lost');
		if (ids.size > 1) complain(key, `acknowledged as ${[...ids].join(' and ')}`);
		if (found[0] && ids.size === 1 && !ids.has(found[0].id)) complain(key, 'acknowledged as a row that is not there');
		if (ok.filter((line) => !line.again).length > 1) complain(key, 'accepted more than once');
		const undecided = lines.some((line) => line.type === 'info');
		if (ok.length === 0 && !undecided && found.length > 0) complain(key, 'refused, yet there');
	}
	for (const [key, found] of rows)
		if (people.has(found[0]?.reporter ?? '')) complain(key, 'there, though nobody sent it');
	return violations;
}
