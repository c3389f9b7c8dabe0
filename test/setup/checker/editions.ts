import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readDate, readJson, readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import type { EditionContent } from '../../../extensions/dormitory-grid/src/types/api-editions.ts';
import { expectedStandings } from './absences.ts';
import { groupBy } from './group-by.ts';
import { type Check, type Violation } from './violation.ts';

/** An ending and a close that meet: each reads the clock before it waits for the other. */
const GRACE_MS = 5_000;

interface Edition {
	night: number;
	counsellor: string;
	number: number;
	madeAt: number;
	hash: string | null;
	content: EditionContent;
}

/**
 * I7: at the close every counsellor with a name or a possible gap has his edition 1, with exactly his own students and
 * those gaps; the newest edition is what holds now; numbers run without a hole and no edition repeats the one before.
 * Who has no counsellor is named to the working group, whoever of it is in office; whose counsellor left office before
 * the close, to somebody who had not.
 */
export const checkEditions: Check = async (db) => {
	const violations: Violation[] = [];
	const complain = (what: string) => void violations.push({ invariant: 'I7', what });
	const editions = await loadEditions(db);
	const nights = await db(`${C.nights} as n`)
		.leftJoin(`${C.nightSummaries} as s`, 's.night', 'n.id')
		.where('n.state', 'closed')
		.select('n.id', 'n.college', 'n.date', 'n.closed_at', 's.computed_at');
	const groups = await db(`${C.staffScopes} as s`)
		.join(`${C.staffAssignments} as a`, 'a.id', 's.assignment')
		.where({ 's.position': 'working_group' })
		.select('s.college', 's.person', 'a.starts_on');
	const closed = new Map(nights.map((night) => [night.id, night]));
	for (const edition of editions) {
		const name = `edition ${edition.number} of ${edition.counsellor}, night ${edition.night}`;
		if (!closed.has(edition.night)) complain(`${name}: the night is not closed`);
		if (edition.hash !== createHash('sha256').update(JSON.stringify(edition.content)).digest('hex'))
			complain(`${name}: its hash is not its content's`);
	}
	for (const night of nights) {
		const own = groupBy(
			editions.filter((edition) => edition.night === night.id),
			(edition) => edition.counsellor,
		);
		for (const gone of await findGone(db, night)) complain(`counsellor ${gone}, night ${night.id}: had left office`);
		const date = readDate(night.date) ?? '';
		const group = groups
			.filter(({ college, starts_on }) => college === night.college && (readDate(starts_on) ?? '') <= date)
			.map(({ person }) => person);
		// Who joins later is told from then on: without anybody told, everybody should have been.
		const told = group.filter((person) => own.has(person));
		const members = told.length > 0 ? told : group;
		const atClose = await expectedLists(db, night.id, 'at_close', members);
		const now = await expectedLists(db, night.id, 'now', members);
		const known = new Set([...group, ...(await db(C.nightResidents).where({ night: night.id }).pluck('counsellor'))]);
		const closedAt = readMoment(night.closed_at)?.getTime();
		for (const counsellor of new Set([...atClose.keys(), ...now.keys(), ...own.keys()])) {
			// Of who was in the working group and has left it since nothing can be said any more.
			if (!known.has(counsellor)) continue;
			const list = own.get(counsellor) ?? [];
			const say = (what: string) => complain(`counsellor ${counsellor}, night ${night.id}: ${what}`);
			if (list.some((edition, index) => edition.number !== index + 1))
				say(`editions numbered ${list.map((edition) => edition.number).join(', ')}`);
			if (list.some((edition, index) => index > 0 && edition.hash === list[index - 1]?.hash))
				say('an edition repeats the one before');
			const first = list.find((edition) => edition.madeAt === closedAt);
			if (atClose.has(counsellor) !== (first?.number === 1))
				say(atClose.has(counsellor) ? 'no edition at the close' : 'an edition at the close without a name or gap');
			if (first && summarise(withoutStates(first.content)) !== atClose.get(counsellor))
				say(`told ${summarise(withoutStates(first.content))} at the close, should be ${atClose.get(counsellor)}`);
			const newest = list.at(-1);
			const wanted = now.get(counsellor) ?? '';
			if (night.computed_at !== null && (newest ? summarise(newest.content) : '') !== wanted)
				say(`last told ${newest ? summarise(newest.content) : 'nothing'}, should be ${wanted}`);
		}
	}
	return violations;
};

/** Counsellors in the list of a closed night who held no post any more as it closed. Nothing says when an account was suspended. */
async function findGone(db: Knex, { id, closed_at }: { id: number; closed_at: unknown }): Promise<string[]> {
	const closedAt = readMoment(closed_at)?.getTime() ?? Number.NaN;
	const named: string[] = await db(C.nightResidents)
		.where({ night: id })
		.whereNotNull('counsellor')
		.distinct()
		.pluck('counsellor');
	const posts = await db(C.staffAssignments).where({ position: 'counsellor' }).select('person', 'ended_at');
	const held = posts.filter(({ ended_at }) => !((readMoment(ended_at)?.getTime() ?? Infinity) < closedAt - GRACE_MS));
	return named.filter((person) => !held.some((post) => post.person === person));
}

async function loadEditions(db: Knex): Promise<Edition[]> {
	const rows = await db(C.nightEditions)
		.select('night', 'counsellor', 'number', 'made_at', 'hash', 'content')
		.orderBy('number');
	return rows.map((row) => ({
		...row,
		madeAt: readMoment(row.made_at)?.getTime() ?? 0,
		content: readContent(readJson(row.content)),
	}));
}

function readContent(value: unknown): EditionContent {
	return typeof value === 'object' && value !== null && 'students' in value
		? Object.assign({ students: [], gaps: [] }, value)
		: { students: [], gaps: [] };
}

/** What was noted while the night closed may be in the first edition or in the second. */
function withoutStates({ students, gaps }: EditionContent): Parameters<typeof summarise>[0] {
	return { students: students.map(({ student, kind }) => ({ student, kind })), gaps };
}

/** Students with their kind, and how they stand, and silent units with their number of students, in a form that can be compared. */
function summarise({
	students,
	gaps,
}: {
	students: readonly { student: number; kind: string; state?: string | null }[];
	gaps: readonly { grid: number; students: number }[];
}): string {
	return [
		...students.map(({ student, kind, state }) => (state ? `${student} ${kind} ${state}` : `${student} ${kind}`)),
		...gaps.map(({ grid, students: count }) => `gap ${grid} ${count}`),
	]
		.toSorted()
		.join(', ');
}

/** What each counsellor should have been told, reckoned from the submissions themselves: those taken on time, or all so far. */
async function expectedLists(
	db: Knex,
	night: number,
	when: 'at_close' | 'now',
	group: readonly string[],
): Promise<Map<string, string>> {
	const taken = db(C.nightSubmissions)
		.where({ night })
		.whereNotNull('unit')
		.groupBy('unit')
		.select('unit')
		.max('number as number');
	if (when === 'at_close') void taken.where({ received_state: 'on_time' });
	const current = await db(taken.as('t'))
		.join(`${C.nightSubmissions} as s`, (on) =>
			on.onVal('s.night', night).andOn('s.unit', 't.unit').andOn('s.number', 't.number'),
		)
		.select('s.id', 's.unit');
	const entries: Entry[] = await db(C.nightEntries)
		.whereIn(
			'submission',
			current.map((row) => row.id),
		)
		.select('counsellor', 'student', 'kind');
	const standings = when === 'now' ? await expectedStandings(db, night) : new Map<number, string>();
	const silent: Gap[] = await db(C.nightResidents)
		.where({ night })
		.whereNotIn(
			'unit',
			current.map((row) => row.unit),
		)
		.groupBy('counsellor', 'unit')
		.select('counsellor', 'unit as grid')
		.count('* as students');
	const toldTo = ({ counsellor }: { counsellor: string | null }) => (counsellor === null ? group : [counsellor]);
	const people = new Set([...entries, ...silent].flatMap(toldTo));
	return new Map(
		[...people].map((counsellor) => [
			counsellor,
			summarise({
				students: entries
					.filter((entry) => toldTo(entry).includes(counsellor))
					.map((entry) => ({ ...entry, state: standings.get(entry.student) ?? null })),
				gaps: [
					...groupBy(
						silent.filter((gap) => toldTo(gap).includes(counsellor)),
						(gap) => gap.grid,
					),
				].map(([grid, rows]) => ({ grid, students: rows.reduce((sum, row) => sum + Number(row.students), 0) })),
			}),
		]),
	);
}

interface Entry {
	counsellor: string | null;
	student: number;
	kind: string;
}
interface Gap {
	counsellor: string | null;
	grid: number;
	students: number | string;
}
