import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue } from '../../../extensions/dormitory-grid/src/database/column-values.ts';

/** Who asks: his id, and the scope column and value that his rows carry. */
export interface Asker {
	id: string;
	column: 'unit' | 'floor' | 'building' | 'counsellor';
	value: number | string;
}

/** What each collection keeps a row's owner in, where it is no scope column. */
const OWNER: Readonly<Record<string, string>> = {
	[C.outbox]: 'recipient',
	[C.staffAssignments]: 'person',
	[C.staffScopes]: 'person',
	directus_users: 'id',
	directus_notifications: 'recipient',
	directus_activity: 'user',
};

/** Who may not read a collection at all, whatever its rows carry. */
const COUNSELLORS_ONLY: readonly string[] = [C.leaves, C.nightEditions];
const NOT_BELOW_BUILDINGS: readonly string[] = [C.nightLadderSteps];

/**
 * Makes everything different that the asker may not see: names, numbers, kinds, reasons, counts, and how many rows there
 * are. Straight in the database, because no door would let it through. `turn` makes each time different from the last.
 * @returns the word that stands in every hidden text
 */
export async function changeSecrets(db: Knex, asker: Asker, turn: number): Promise<string> {
	const word = `密${turn}`;
	const counts = { present: turn, late_return: turn + 1, not_returned: turn + 2, on_leave: turn + 3 };
	const who = { first_name: word, last_name: word, phone: String(turn), title: word, location: word };
	const changes: Record<string, Record<string, unknown>> = {
		[C.students]: { name: word, phone: String(turn), grade: 1990 + turn, class_name: word, gender: 'female' },
		[C.nightEntries]: {
			reason: word,
			kind: turn % 2 === 0 ? 'on_leave' : 'not_returned',
			approved_leave: turn % 2 === 0,
		},
		[C.nightReports]: {
			...counts,
			residents: 90 + turn,
			submissions: turn,
			// A counsellor is told who answers for the units in which his own students sleep: here, all of them.
			...(asker.column !== 'counsellor' && { responsible_name: word, responsible_phone: word }),
		},
		[C.nightSubmissions]: { ...counts, reason: word, note: word, rooms: JSON.stringify([turn]) },
		[C.leaves]: { reason: word, starts_at: new Date(Date.UTC(2001, 1, turn)) },
		[C.nightEditions]: { names: turn, gaps: turn, hash: word, content: JSON.stringify({ secret: word }) },
		[C.nightSummaries]: { ...counts, residents: 90 + turn, units_missing: turn, departments: JSON.stringify([turn]) },
		[C.nightFollowups]: { note: word, kind: turn % 2 === 0 ? 'back' : 'not_reached' },
		[C.nightAbsences]: { handed_to: word, ladder_step: turn },
		[C.nightLadderSteps]: { told: turn, reached: JSON.stringify([word]) },
		[C.outbox]: { subject: word, message: word },
		[C.staffAssignments]: { starts_on: dateValue(`2001-01-0${turn}`) },
		[C.staffScopes]: { ends_on: dateValue(`2099-01-0${turn}`) },
		directus_users: who,
		directus_notifications: { subject: word, message: word },
		directus_activity: { user_agent: word },
	};
	for (const [table, change] of Object.entries(changes)) {
		const column = OWNER[table] ?? (await columnOf(db, table, asker));
		await db(table)
			.modify((hidden) => {
				if (column === null) return;
				hidden.where((row) =>
					row.whereNot(column, asker.column in { [column]: 0 } ? asker.value : asker.id).orWhereNull(column),
				);
			})
			.update(change);
	}
	await addHiddenRows(db, asker, word);
	return word;
}

async function columnOf(db: Knex, table: string, asker: Asker): Promise<string | null> {
	if (COUNSELLORS_ONLY.includes(table) && asker.column !== 'counsellor') return null;
	if (NOT_BELOW_BUILDINGS.includes(table) && (asker.column === 'unit' || asker.column === 'floor')) return null;
	return (await db.schema.hasColumn(table, asker.column)) ? asker.column : null;
}

/** One more student of somebody else, who is not in. */
async function addHiddenRows(db: Knex, asker: Asker, word: string): Promise<void> {
	const entry = await db(C.nightEntries).whereNot(asker.column, asker.value).orderBy('id').first();
	const { id: _, ...student } = await db(C.students).where({ id: entry.student }).first();
	const [added] = await db(C.students)
		.insert({ ...student, number: `${student.number}${word}`, bed: null, room: null })
		.returning('id');
	const { id: __, ...row } = entry;
	await db(C.nightEntries).insert({ ...row, student: added.id });
}
