import type { Knex } from 'knex';
import { z } from 'zod';
import {
	type BookQuestion,
	findBookGrids,
	findBookNights,
	findBookPersons,
	findBookStudents,
	sumAbsencesByDepartment,
	sumByBuilding,
} from '../../database/find-book.ts';
import { findCollegeOf } from '../../database/find-nights.ts';
import { bookScope, bookSpan, byWeekday, withRates, withShares } from '../../domain/book.ts';
import { dateAt, weekdayOf } from '../../domain/calendar.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { BookAnswer, BookLateReturnsAnswer, BookRows, BookTable } from '../../types/book.ts';
import { invalidInput, parseInput } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

const SHOWN = 500;
const MOST_SHOWN = 5000;

const id = z.coerce.number().int().positive().nullish();
const askedOf = z.object({
	from: z.iso.date().nullish(),
	to: z.iso.date().nullish(),
	grid: id,
	level: z.coerce
		.number()
		.pipe(z.literal([1, 2, 3]))
		.nullish(),
	department: id,
	limit: z.coerce.number().int().min(1).max(MOST_SHOWN).nullish(),
});

export const BOOK_TABLES = ['nights', 'grids', 'persons', 'students'] as const satisfies readonly BookTable[];

interface Opened {
	question: BookQuestion;
	timeZone: string;
	limit: number;
}

/** A table of the night's book, cut off at `limit` (DOMAIN.md 3, 7): rates of what was owed, in the asker's own places. */
export async function showBook<Table extends BookTable>(
	db: Knex,
	actor: Actor,
	table: Table,
	asked: unknown,
	now: Date,
): Promise<BookAnswer<Table>> {
	const { question, timeZone, limit } = await openBook(
		db,
		actor,
		table === 'students' ? 'students' : 'reports',
		asked,
		now,
	);
	const rows = await READERS[table](db, question);
	const { from, to } = question;
	// A list cut off is still a list of its kind, which the compiler cannot see through the table's name.
	const shown = rows.slice(0, limit) as BookRows[Table];
	return { table, from, to, time_zone: timeZone, total: rows.length, rows: shown };
}

/** The same table whole, for a file. */
export async function readBook<Table extends BookTable>(
	db: Knex,
	actor: Actor,
	table: Table,
	asked: unknown,
	now: Date,
): Promise<{ from: string; to: string; rows: BookRows[Table] }> {
	const { question } = await openBook(db, actor, table === 'students' ? 'students' : 'reports', asked, now);
	return { from: question.from, to: question.to, rows: await READERS[table](db, question) };
}

export async function showLateReturns(
	db: Knex,
	actor: Actor,
	asked: unknown,
	now: Date,
): Promise<BookLateReturnsAnswer> {
	const { question, timeZone } = await openBook(db, actor, 'reports', asked, now);
	const nights = await findBookNights(db, question);
	const departments = await sumAbsencesByDepartment(db, question);
	const buildings = await sumByBuilding(db, question);
	return {
		from: question.from,
		to: question.to,
		time_zone: timeZone,
		weekdays: byWeekday(nights),
		departments: departments.map(withShares),
		buildings: buildings.map(withShares),
	};
}

const READERS: { [Table in BookTable]: (db: Knex, question: BookQuestion) => Promise<BookRows[Table]> } = {
	nights: async (db, question) =>
		(await findBookNights(db, question)).map((row) => ({ ...withRates(row), weekday: weekdayOf(row.date) })),
	grids: async (db, question) => (await findBookGrids(db, question)).map(withRates),
	persons: async (db, question) => (await findBookPersons(db, question)).map(withRates),
	students: findBookStudents,
};

async function openBook(
	db: Knex,
	actor: Actor,
	about: 'reports' | 'students',
	asked: unknown,
	now: Date,
): Promise<Opened> {
	const college = actor.user === null ? null : await findCollegeOf(db, actor);
	const scope = college === null ? null : bookScope(actor, college.id, about);
	if (college === null || scope === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const {
		from = null,
		to = null,
		grid = null,
		level = null,
		department = null,
		limit,
	} = parseInput(askedOf, asked, actor.language);
	const span = bookSpan({ from, to }, dateAt(now, college.timeZone));
	if (span.kind !== 'span')
		throw invalidInput(actor.language, [{ path: 'from', message: say(actor.language, `book.${span.kind}`) }]);
	return {
		question: { scope, from: span.from, to: span.to, grid, level, department },
		timeZone: college.timeZone,
		limit: limit ?? SHOWN,
	};
}
