import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';

/** Who is told of a student: his own counsellor, and where nobody in office is, one of his department's; else the working group. */

/** Adds the counsellors `own.counsellor` and `colleague.counsellor` of students `s` to a question; {@link toldOf} chooses. */
export function joinCounsellors(query: Knex.QueryBuilder, db: Knex, department: 's.department' | 'f.department'): void {
	void query
		.leftJoin(inOffice(db).distinct('k.counsellor').as('own'), 'own.counsellor', 's.counsellor')
		.leftJoin(firstOfDepartment(db).as('colleague'), 'colleague.department', department);
}

export function toldOf(db: Knex): Knex.Raw {
	return db.raw('coalesce(own.counsellor, colleague.counsellor)');
}

function inOffice(db: Knex): Knex.QueryBuilder {
	return db(`${C.staffScopes} as k`)
		.join('directus_users as p', 'p.id', 'k.person')
		.where({ 'k.position': 'counsellor', 'p.status': 'active' });
}

/** Of each department the counsellor who has been in office longest. */
function firstOfDepartment(db: Knex): Knex.QueryBuilder {
	const first = inOffice(db).groupBy('k.department').min('k.id');
	return db(C.staffScopes).whereIn('id', first).select('department', 'counsellor');
}

/**
 * Hands on whoever's counsellor has left office since the list was frozen, so that the list of the close reaches somebody
 * who reads it. Who is expected stays as it was frozen.
 */
export async function handOnResidents(trx: Knex, night: number): Promise<void> {
	const residents = trx(`${C.nightResidents} as f`)
		.join(`${C.students} as s`, 's.id', 'f.student')
		.modify(joinCounsellors, trx, 'f.department')
		.where('f.night', night)
		.where((left) => left.whereNull('f.counsellor').orWhereNotIn('f.counsellor', inOffice(trx).select('k.counsellor')))
		.select('f.id', { counsellor: toldOf(trx) });
	await trx.raw(
		`update ?? set counsellor = x.counsellor from ? as x
		where ?? = x.id and ?? is distinct from x.counsellor`,
		[C.nightResidents, residents, `${C.nightResidents}.id`, `${C.nightResidents}.counsellor`],
	);
}

/** What is noted of a night's students belongs to the counsellor whom the list names: a report may have read the list before it was handed on. */
export async function followResidents(trx: Knex, night: number): Promise<void> {
	for (const table of [C.nightEntries, C.nightAbsences, C.nightFollowups]) {
		await trx.raw(
			`update ?? set counsellor = f.counsellor from ?? as f
			where f.night = ? and ?? = f.night and ?? = f.student and ?? is distinct from f.counsellor`,
			[table, C.nightResidents, night, `${table}.night`, `${table}.student`, `${table}.counsellor`],
		);
	}
	const steps = C.nightLadderSteps;
	await trx.raw(
		`update ?? set counsellor = a.counsellor from ?? as a
		where a.night = ? and ?? = a.id and ?? is distinct from a.counsellor`,
		[steps, C.nightAbsences, night, `${steps}.absence`, `${steps}.counsellor`],
	);
}

/** The nights that can still be changed and whose list names another for somebody whose own counsellor is in office. */
export async function findListsToReturn(db: Knex, now: Date): Promise<{ night: number; closed: boolean }[]> {
	const rows = await lentResidents(db)
		.join(`${C.nights} as n`, 'n.id', 'f.night')
		.whereIn('n.state', ['open', 'closed'])
		.where('n.locks_at', '>', now)
		.distinct('n.id', 'n.state');
	return rows.map(({ id, state }) => ({ night: id, closed: state === 'closed' }));
}

/** Gives them to their own counsellors: in trust is only who has none. */
export async function returnResidents(trx: Knex, night: number): Promise<void> {
	const lent = lentResidents(trx).where('f.night', night).select('f.id', 's.counsellor');
	await trx.raw('update ?? set counsellor = x.counsellor from ? as x where ?? = x.id', [
		C.nightResidents,
		lent,
		`${C.nightResidents}.id`,
	]);
}

function lentResidents(db: Knex): Knex.QueryBuilder {
	return db(`${C.nightResidents} as f`)
		.join(`${C.students} as s`, 's.id', 'f.student')
		.whereIn('s.counsellor', inOffice(db).select('k.counsellor'))
		.where((other) => other.whereNull('f.counsellor').orWhereRaw('f.counsellor <> s.counsellor'));
}

/** Whose names of a night a person reads: those that its list gives him, in the working group also those that it gives nobody. */
export interface Own {
	person: string;
	unassigned: boolean;
	/** The list can be changed no more: of those in trust nothing is shown any longer. */
	over: boolean;
}

/** Limits a question to {@link Own}: `row` carries the list's counsellor, `s` is the student. */
export function isOwn(query: Knex.QueryBuilder, row: string, { person, unassigned, over }: Own): void {
	query.where((own) => {
		own.where((mine) => {
			mine.where(`${row}.counsellor`, person);
			if (over) mine.where('s.counsellor', person);
		});
		if (unassigned) own.orWhereNull(`${row}.counsellor`);
	});
}
