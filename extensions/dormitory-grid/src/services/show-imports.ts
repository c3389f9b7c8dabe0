import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { countStaysOf, findLastClosedDate, findStayPeriods } from '../database/stays.ts';
import { findLastClose, findWindows } from '../database/structure.ts';
import { addDays, compareDates, dateAt } from '../domain/calendar.ts';
import type { Actor } from '../domain/scope.ts';
import { say } from '../lang/say.ts';
import type { ImportKind, ImportsAnswer } from '../types/api-imports.ts';
import { keeperRole } from './import-sheet.ts';
import { writeSheet } from './sheets/write-sheet.ts';

/** What a person can send as a sheet: to whom it belongs, and into which holidays. */
export async function showImports(
	db: Knex,
	actor: Actor,
	asked: { college: number | null; now: Date },
): Promise<ImportsAnswer> {
	const { college, now } = asked;
	const role = college === null ? null : keeperRole(actor, college);
	const person = { name: actor.name, language: actor.language };
	if (college === null || role === null)
		return { now: now.toISOString(), person, role: null, time_zone: 'UTC', last_close: null, periods: [] };
	const [settings] = await findWindows(db, [college]);
	const timeZone = settings?.time_zone ?? 'UTC';
	const today = dateAt(now, timeZone);
	const closed = await findLastClosedDate(db, college);
	const periods = await findStayPeriods(db, { college });
	const stays = await countStaysOf(db, college, role === 'counsellor' ? actor.user : null);
	const lastClose = await findLastClose(db, college);
	return {
		now: now.toISOString(),
		person,
		role,
		time_zone: timeZone,
		last_close: lastClose?.toISOString() ?? null,
		periods: periods
			// Last year's holidays are no longer asked for.
			.filter(({ endsOn }) => compareDates(endsOn, addDays(today, -60)) >= 0)
			.map(({ id, name, startsOn, endsOn }) => ({
				id,
				name,
				starts_on: startsOn,
				ends_on: endsOn,
				over: compareDates(endsOn, today) < 0 || (closed !== null && compareDates(closed, endsOn) >= 0),
				staying: stays.get(id) ?? 0,
			})),
	};
}

/** An empty sheet with the right headings, in the asker's language. */
export function makeTemplate(actor: Actor, kind: ImportKind): { name: string; stream: Readable } {
	const column = (key: 'number' | 'name' | 'from' | 'to' | 'reason' | 'note') => ({
		title: say(actor.language, `column.${key}`),
		width: key === 'number' || key === 'reason' || key === 'note' ? 22 : 14,
	});
	const columns =
		kind === 'leaves' ? (['number', 'name', 'from', 'to', 'reason'] as const) : (['number', 'name', 'note'] as const);
	return { name: `${kind}.xlsx`, stream: writeSheet('xlsx', kind, columns.map(column), []) };
}
