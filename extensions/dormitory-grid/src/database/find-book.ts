import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { BookScope } from '../domain/book.ts';
import type { BookCounts, BookGrid, BookPerson, BookReports, BookStudent } from '../types/book.ts';
import { dateValue, readDate, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';

/** The book's questions: each is one statement over closed regular nights, whatever their number. */
export interface BookQuestion {
	scope: BookScope;
	/** Calendar dates, both included. */
	from: string;
	to: string;
	/** One place and all below it. */
	grid: number | null;
	level: 1 | 2 | 3 | null;
	department: number | null;
}

type States = Pick<BookReports, 'on_time' | 'late' | 'missing'>;
type Row = Record<string, unknown>;

const STATES = ['on_time', 'late', 'missing']
	.map((state) => `sum(case when r.state = '${state}' then 1 else 0 end) as ${state}`)
	.join(', ');
/** A unit that stayed silent says nothing about its students. */
const COUNTS = `sum(case when r.present is not null then r.residents else 0 end) as residents,
	sum(r.late_return) as late_return, sum(r.not_returned) as not_returned, sum(r.on_leave) as on_leave`;

export async function findBookNights(
	db: Knex,
	question: BookQuestion,
): Promise<(States & BookCounts & { night: number; date: string })[]> {
	const rows: Row[] = await reports(db, question)
		.where('r.level', 3)
		.groupBy('n.id', 'n.date')
		.orderBy([{ column: 'n.date', order: 'desc' }, { column: 'n.id' }])
		.select('n.id', 'n.date', db.raw(`${STATES}, ${COUNTS}`));
	return rows.map((row) => ({
		night: Number(row['id']),
		date: readDate(row['date']) ?? '',
		...statesOf(row),
		...countsOf(row),
	}));
}

export async function findBookGrids(
	db: Knex,
	question: BookQuestion,
): Promise<Omit<BookGrid, 'owed' | 'on_time_rate' | 'completeness'>[]> {
	const columns = ['g.id', 'g.code', 'g.name', 'g.level', 'g.position'] as const;
	const rows: Row[] = await reports(db, question)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.modify((query) => {
			if (question.level !== null) query.where('r.level', question.level);
		})
		.groupBy(columns)
		.orderBy(['g.level', 'g.code'])
		.select(columns)
		.select(
			db.raw(
				`${STATES}, ${COUNTS}, sum(case when r.on_behalf then 1 else 0 end) as on_behalf,
				sum(case when r.stand_in then 1 else 0 end) as stand_in`,
			),
		);
	return rows.map((row) => ({
		grid: Number(row['id']),
		code: String(row['code']),
		name: String(row['name']),
		level: levelOf(row['level']),
		...statesOf(row),
		...countsOf(row),
		on_behalf: readNumber(row['on_behalf']),
		stand_in: readNumber(row['stand_in']),
	}));
}

export async function findBookPersons(
	db: Knex,
	question: BookQuestion,
): Promise<Omit<BookPerson, 'owed' | 'on_time_rate' | 'completeness'>[]> {
	const columns = ['u.id', 'u.last_name', 'u.first_name', 'r.level'] as const;
	const rows: Row[] = await reports(db, question)
		.join('directus_users as u', 'u.id', 'r.responsible')
		.modify((query) => {
			if (question.level !== null) query.where('r.level', question.level);
		})
		.groupBy(columns)
		.orderBy([{ column: 'missing', order: 'desc' }, { column: 'late', order: 'desc' }, 'r.level', 'u.id'])
		.select(columns)
		.select(db.raw(`${STATES}, sum(case when r.reporter = r.responsible then 1 else 0 end) as own`));
	return rows.map((row) => ({
		person: String(row['id']),
		name: personName(nameOf(row['last_name']), nameOf(row['first_name'])),
		level: levelOf(row['level']),
		...statesOf(row),
		own: readNumber(row['own']),
	}));
}

/** Students with at least one entry; the counts are of the reports as they stand now. */
export async function findBookStudents(db: Knex, question: BookQuestion): Promise<BookStudent[]> {
	const columns = ['s.id', 's.number', 's.name', 'd.name'] as const;
	const rows: Row[] = await entries(db, question)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'e.student')
		.leftJoin(`${COLLECTIONS.departments} as d`, 'd.id', 's.department')
		.groupBy(columns)
		.orderBy([{ column: 'not_returned', order: 'desc' }, { column: 'late_return', order: 'desc' }, 's.number', 's.id'])
		.select('s.id', 's.number', 's.name', 'd.name as department')
		.select(db.raw(`${KINDS}, max(n.date) as last_date`));
	return rows.map((row) => ({
		student: Number(row['id']),
		number: String(row['number']),
		name: String(row['name']),
		department: nameOf(row['department']),
		late_return: readNumber(row['late_return']),
		not_returned: readNumber(row['not_returned']),
		on_leave: readNumber(row['on_leave']),
		last_date: readDate(row['last_date']) ?? '',
	}));
}

export interface Share {
	residents: number;
	late_return: number;
	not_returned: number;
}

export async function sumByBuilding(
	db: Knex,
	question: BookQuestion,
): Promise<(Share & { building: number; code: string; name: string })[]> {
	const columns = ['g.id', 'g.code', 'g.name'] as const;
	const rows: Row[] = await reports(db, question)
		.where('r.level', 3)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.building')
		.groupBy(columns)
		.orderBy('g.code')
		.select(columns)
		.select(db.raw(COUNTS));
	return rows.map((row) => ({
		building: Number(row['id']),
		code: String(row['code']),
		name: String(row['name']),
		...countsOf(row),
	}));
}

/** By the department that a student belonged to when the night opened. */
export async function sumAbsencesByDepartment(
	db: Knex,
	question: BookQuestion,
): Promise<(Share & { department: number | null; name: string | null })[]> {
	const columns = ['d.id', 'd.code', 'd.name'] as const;
	const rows: Row[] = await reports(db, question)
		.where('r.level', 3)
		.whereNotNull('r.present')
		.join(`${COLLECTIONS.nightResidents} as w`, (on) => on.on('w.night', 'r.night').andOn('w.unit', 'r.grid'))
		.leftJoin(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'w.student'),
		)
		.leftJoin(`${COLLECTIONS.departments} as d`, 'd.id', 'w.department')
		.groupBy(columns)
		.orderBy('d.code')
		.select(columns)
		.select(db.raw(`count(*) as residents, ${KINDS}`));
	return rows.map((row) => ({
		department: row['id'] === null ? null : Number(row['id']),
		name: nameOf(row['name']),
		...countsOf(row),
	}));
}

const KINDS = ['late_return', 'not_returned', 'on_leave']
	.map((kind) => `sum(case when e.kind = '${kind}' then 1 else 0 end) as ${kind}`)
	.join(', ');

/** The reports that were owed in closed regular nights, as the asker may see them. */
function reports(db: Knex, question: BookQuestion) {
	return db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'r.night')
		.modify((query) => inBook(query, question))
		.modify((query) => inPlaces(query, question, 'r'));
}

/** The entries that stand: those of each report's latest submission. */
function entries(db: Knex, question: BookQuestion) {
	return db(`${COLLECTIONS.nightEntries} as e`)
		.join(`${COLLECTIONS.nightReports} as r`, 'r.submission', 'e.submission')
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'e.night')
		.modify((query) => inBook(query, question))
		.modify((query) => inPlaces(query, question, 'e'))
		.modify((query) => {
			if (question.department !== null) query.where('e.department', question.department);
		});
}

function inBook(query: Knex.QueryBuilder, { scope, from, to }: BookQuestion): void {
	query
		.where({ 'n.college': scope.college, 'n.kind': 'regular', 'n.state': 'closed' })
		.where('n.date', '>=', dateValue(from))
		.where('n.date', '<=', dateValue(to));
}

function inPlaces(query: Knex.QueryBuilder, { scope, grid }: BookQuestion, rows: 'r' | 'e'): void {
	if (scope.kind === 'places') {
		query.where((part) => {
			part
				.whereIn(`${rows}.building`, [...scope.buildings])
				.orWhereIn(`${rows}.floor`, [...scope.floors])
				.orWhereIn(`${rows}.unit`, [...scope.units]);
			if (rows === 'e' && scope.counsellor !== null) part.orWhere('e.counsellor', scope.counsellor);
		});
	}
	if (grid === null) return;
	query.where((part) =>
		part.where(`${rows}.building`, grid).orWhere(`${rows}.floor`, grid).orWhere(`${rows}.unit`, grid),
	);
}

function statesOf(row: Row): States {
	return { on_time: readNumber(row['on_time']), late: readNumber(row['late']), missing: readNumber(row['missing']) };
}

function countsOf(row: Row): BookCounts {
	return {
		residents: readNumber(row['residents']),
		late_return: readNumber(row['late_return']),
		not_returned: readNumber(row['not_returned']),
		on_leave: readNumber(row['on_leave']),
	};
}

function levelOf(value: unknown): 1 | 2 | 3 {
	return value === 1 || value === 2 ? value : 3;
}

function nameOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
