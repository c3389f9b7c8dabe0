import type { Knex } from 'knex';
import type { Language } from '../constants/languages.ts';
import { findCalendarRows, countStays } from '../database/stays.ts';
import { findWindows } from '../database/structure.ts';
import { isTimeZone, readCalendarDate, readTimeOfDay } from '../domain/calendar.ts';
import { type CalendarRow, findCalendarProblem, findSettingProblem } from '../domain/calendar-rule.ts';
import { findLadderProblem } from '../domain/ladder.ts';
import { windowInOrder, type WindowSettings } from '../domain/night-duty.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError, GridSettingsError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';
import { readKey } from './parse-input.ts';
import { refusal } from './refuse.ts';
import { structureError } from './structure.ts';

const DEFAULTS: WindowSettings = {
	time_zone: 'Asia/Shanghai',
	opens: '22:20',
	closes: '22:40',
	unit_minute: '22:32',
	floor_minute: '22:36',
	late_hours: 14,
};
const TIMES = ['opens', 'unit_minute', 'floor_minute', 'closes'] as const;

/** The window of a college must be one, in a zone that exists; a change counts from the next night on. */
export async function checkCollege(
	db: Knex,
	language: Language,
	payload: Record<string, unknown>,
	keys: readonly number[],
): Promise<object> {
	for (const field of TIMES) {
		const value = payload[field];
		if (value !== undefined && (typeof value !== 'string' || readTimeOfDay(value) === null))
			throw settingsError(language, 'calendar.time', { value: JSON.stringify(value) });
	}
	const problem = findSettingProblem(payload);
	if (problem !== null) throw settingsError(language, `settings.${problem}`);
	const ladder = findLadderProblem(payload['ladder']);
	if (ladder !== null) {
		const { kind, ...values } = ladder;
		throw settingsError(language, `settings.ladder.${kind}`, values);
	}
	const before = keys.length > 0 ? await findWindows(db, keys) : [DEFAULTS];
	for (const row of before) {
		const after = { ...row, ...(payload as Partial<WindowSettings>) };
		if (!isTimeZone(after.time_zone)) throw structureError(language, 'structure.time_zone', { value: after.time_zone });
		if (!windowInOrder(after)) throw structureError(language, 'structure.window');
	}
	return payload;
}

/** A row of the calendar as it would be after the change; a new night is planned by it from the next opening on. */
export async function checkCalendarRow(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly number[],
): Promise<object> {
	const { language } = actor;
	const rows = keys.length > 0 ? await findCalendarRows(db, keys) : [EMPTY];
	for (const row of rows) {
		if (row.college !== null) checkOwn(actor, row.college);
		const college = 'college' in payload ? readKey(payload['college']) : row.college;
		const [settings] = college === null ? [] : await findWindows(db, [college]);
		const after: CalendarRow = { ...row, ...payload };
		for (const field of ['starts_on', 'ends_on'] as const) after[field] = readDay(language, after[field]);
		const problem = findCalendarProblem(after, settings ?? DEFAULTS);
		if (problem !== null)
			throw settingsError(language, `calendar.${problem.kind}`, 'value' in problem ? { value: problem.value } : {});
	}
	if ('kind' in payload && payload['kind'] !== 'stay_over') await checkCalendarDeletion(db, actor, keys);
	return payload;
}

/** Whoever is registered for a holiday is not forgotten with its row. */
export async function checkCalendarDeletion(db: Knex, actor: Actor, keys: readonly number[]): Promise<void> {
	for (const row of await findCalendarRows(db, keys)) checkOwn(actor, row.college);
	const count = keys.length > 0 ? await countStays(db, keys) : 0;
	if (count > 0) throw settingsError(actor.language, 'calendar.has_stays', { count });
}

/** Before a word about the row is said; what else a person may change, the permissions say. */
function checkOwn(actor: Actor, college: number): void {
	if (!isWorkingGroup(actor, college)) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}

const EMPTY: CalendarRow & { college: number | null } = {
	college: null,
	kind: 'no_report',
	starts_on: null,
	ends_on: null,
	weekdays: null,
	opens: null,
	closes: null,
	unit_minute: null,
	floor_minute: null,
	counts_as: null,
};

function readDay(language: Language, value: unknown): string | null {
	if (value === null || value === undefined || value === '') return null;
	const date = typeof value === 'string' ? readCalendarDate(value.slice(0, 10)) : null;
	if (date === null) throw settingsError(language, 'calendar.date', { value: JSON.stringify(value) });
	return date;
}

function settingsError(language: Language, key: TextKey, values: Record<string, string | number> = {}): Error {
	return refusal(GridSettingsError, language, 'errors.GRID_SETTINGS', { issue: say(language, key, values) });
}
