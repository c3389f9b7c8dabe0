import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { chooseLanguage } from '../constants/languages.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { findReportToHandBack, markHandedBack, type ReportToHandBack } from '../database/hand-back.ts';
import { findOnDuty } from '../database/on-duty.ts';
import { clockTime } from '../domain/calendar.ts';
import { type Actor, type Authority, authorityOver } from '../domain/scope.ts';
import { GridForbiddenError, GridNightClosedError, GridNothingToHandBackError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { handbackInput, type ParsedHandback } from './inputs/night.ts';
import { notify } from './notify.ts';
import { parseInput, wrongField } from './parse-input.ts';
import { alreadyReceived, refusal } from './refuse.ts';

/**
 * Whoever stands above a unit asks it to look again (DOMAIN.md 3), while the night still takes reports. The report stays
 * and counts until a new one comes; the unit sees the reason at once.
 */
export async function handBack(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(handbackInput, payload, actor.language);
	const key = { night: input.night, grid: input.grid, person: actor.user ?? '', clientKey: input.client_key };
	const report = actor.user === null ? null : await findReportToHandBack(trx, key);
	const authority = report === null ? null : standsAbove(actor, report);
	if (actor.user === null || report === null || authority === null || authority.kind !== 'above')
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	refuseRepetition(actor, input, report);
	const { night, grid } = report;
	if (now >= night.locksAt && authority.position !== 'working_group') {
		const values = { locks: clockTime(night.locksAt, night.timeZone) };
		const details = { locks_at: night.locksAt.toISOString() };
		throw refusal(GridNightClosedError, actor.language, 'errors.GRID_NIGHT_CLOSED', values, details);
	}
	const { submission } = report;
	if (submission === null || !(await markHandedBack(trx, { id: report.id, submission }, input.reason, now))) {
		const values = { code: grid.code };
		throw refusal(GridNothingToHandBackError, actor.language, 'errors.GRID_NOTHING_TO_HAND_BACK', values);
	}

	const id = randomUUID();
	await tellUnit(trx, actor, { id, reason: input.reason }, report, now);
	return {
		id,
		client_key: input.client_key,
		night: night.id,
		grid: grid.id,
		reason: input.reason,
		submission,
		handed_by: actor.user,
		handed_as: authority.position,
		handed_at: now.toISOString(),
		college: grid.college,
		building: grid.building,
		floor: grid.floor,
		unit: grid.id,
	};
}

/** As which of his posts above the unit; his own post in it does not count, nobody hands back to himself. */
function standsAbove(actor: Actor, { grid }: ReportToHandBack): Authority {
	return authorityOver({ ...actor, scopes: actor.scopes.filter((scope) => scope.unit !== grid.id) }, grid);
}

function refuseRepetition(actor: Actor, input: ParsedHandback, { earlier, night }: ReportToHandBack): void {
	if (earlier === null) return;
	if (earlier.night !== input.night || earlier.grid !== input.grid) throw wrongField(actor.language, 'client_key');
	throw alreadyReceived(actor.language, { id: earlier.id, at: earlier.handedAt, timeZone: night.timeZone });
}

/** The unit's own staff, and whoever had reported for it. */
async function tellUnit(
	trx: Knex,
	actor: Actor,
	{ id, reason }: { id: string; reason: string },
	{ night, grid, reporter }: ReportToHandBack,
	now: Date,
): Promise<void> {
	const staff = (await findOnDuty(trx, { units: [grid.id] })).map(({ person }) => person);
	const people = [...new Set([...staff, ...(reporter === null ? [] : [reporter])])].filter((one) => one !== actor.user);
	const languages = await findLanguages(trx, people);
	const messages = people.map((person) => {
		const language = chooseLanguage(languages.get(person));
		const values = { code: grid.code, by: actor.name, time: clockTime(now, night.timeZone), reason };
		return {
			key: `handback:${id}:${person}`,
			college: grid.college,
			night: night.id,
			kind: 'handback' as const,
			recipient: person,
			subject: say(language, 'handback.subject', values),
			message: say(language, 'handback.message', values),
			mail: true,
		};
	});
	await notify(trx, { now, messages });
}
