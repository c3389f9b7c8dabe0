import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { type Check, type Violation } from './violation.ts';

interface Named {
	student: number;
	kind: string | null;
	/** When the run of reports began that name him so; of a not-returned student. */
	since: number;
}

/** How each student of a night stands, reckoned from the submissions and follow-ups themselves: late ones only when back. */
export async function expectedStandings(db: Knex, night: number): Promise<Map<number, string>> {
	const followups = groupBy(
		await db(C.nightFollowups)
			.where({ night })
			.whereIn('kind', ['back', 'handed_over', 'reopened'])
			.orderBy('recorded_at'),
		(row) => row.student,
	);
	const standings = new Map<number, string>();
	for (const { student, kind, since } of await lastNamed(db, night)) {
		const own = followups.get(student) ?? [];
		if (kind === 'late_return' && own.findLast((row) => row.kind !== 'handed_over')?.kind === 'back')
			standings.set(student, 'back');
		if (kind === 'not_returned')
			standings.set(student, standingAfter(own.findLast((row) => moment(row.recorded_at) >= since)?.kind));
	}
	return standings;
}

function standingAfter(last: string | undefined): string {
	return last === undefined || last === 'reopened' ? 'open' : last;
}

/** Every student that any report of a night has named, as the newest report of his unit does. */
async function lastNamed(db: Knex, night: number): Promise<Named[]> {
	const submissions = await db(C.nightSubmissions)
		.where({ night })
		.whereNotNull('unit')
		.orderBy('number')
		.select('id', 'unit', 'received_at');
	const entries = groupBy(
		await db(C.nightEntries).where({ night }).select('submission', 'student', 'kind'),
		(row) => row.submission,
	);
	const named = new Map<number, Named>();
	for (const own of groupBy(submissions, (row) => row.unit).values()) {
		const students = new Set(own.flatMap((row) => entries.get(row.id) ?? []).map((entry) => entry.student));
		for (const student of students) {
			let last: Named = { student, kind: null, since: Number.NaN };
			for (const { id, received_at } of own) {
				const kind = entries.get(id)?.find((entry) => entry.student === student)?.kind ?? null;
				const goesOn = kind === 'not_returned' && last.kind === 'not_returned';
				last = { student, kind, since: goesOn ? last.since : moment(received_at) };
			}
			named.set(student, last);
		}
	}
	return [...named.values()];
}

/** One absence a night and student who was ever reported not returned, in the state that follows; its places are the frozen list's. */
export const checkAbsences: Check = async (db) => {
	const violations: Violation[] = [];
	const absences = groupBy(await db(C.nightAbsences).select('*'), (row) => row.night);
	for (const { id: night } of await db(C.nights).whereNot({ state: 'planned' }).select('id')) {
		const complain = (what: string) => void violations.push({ invariant: 'absences', what: `night ${night}: ${what}` });
		const standings = await expectedStandings(db, night);
		const named = new Map((await lastNamed(db, night)).map((one) => [one.student, one]));
		const own = absences.get(night) ?? [];
		const residents = new Map(
			(await db(C.nightResidents).where({ night })).map((resident) => [resident.student, resident]),
		);
		for (const absence of own) {
			const { student, state } = absence;
			const name = `student ${student}`;
			const kind = named.get(student)?.kind ?? null;
			const wanted = kind === 'not_returned' ? standings.get(student) : 'corrected';
			if (state !== wanted) complain(`${name} is ${state}, should be ${wanted}`);
			if ((state === 'open') !== (absence.settled_at === null))
				complain(`${name} is ${state}, settled at ${absence.settled_at}`);
			if ((state === 'back') !== (absence.returned_at !== null))
				complain(`${name} is ${state}, back at ${absence.returned_at}`);
			const place = residents.get(student);
			for (const column of ['room', 'unit', 'floor', 'building', 'college', 'department', 'counsellor'])
				if (place?.[column] !== absence[column]) complain(`${name} lies in another ${column}`);
		}
		const counted = groupBy(own, (absence) => absence.student);
		for (const { student, kind } of named.values())
			if (kind === 'not_returned' && counted.get(student)?.length !== 1)
				complain(`student ${student} has ${counted.get(student)?.length ?? 0} absences`);
	}
	return violations;
};

function moment(value: unknown): number {
	return readMoment(value)?.getTime() ?? Number.NaN;
}
