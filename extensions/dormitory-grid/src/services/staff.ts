import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Language } from '../constants/languages.ts';
import { deferForeignKeys } from '../database/column-values.ts';
import {
	type Assignment,
	attachAccess,
	bumpAccessVersion,
	countHolders,
	detachAccess,
	findAssignment,
	findAssignmentsToBegin,
	findAssignmentsToEnd,
	findColleges,
	findPlace,
	holdPlace,
	markAssignmentEnded,
} from '../database/staff.ts';
import { compareDates, dateAt, holdsOn } from '../domain/calendar.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { hasSeat, isPosition, judgeEnding, placeOf } from '../domain/staff.ts';
import { GridForbiddenError, GridPostTakenError, GridStructureError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';
import { invalidInput, missingField, parseInput, wrongField } from './parse-input.ts';
import { refusal } from './refuse.ts';
import type { Attempt } from './attempt.ts';
import { assignmentInput, endingInput } from './inputs/people.ts';
import { handOverIssues } from './issues/sweep-issues.ts';
import { checkStandIn } from './stand-in.ts';

/**
 * A new post (DOMAIN.md 7): checks that its place fits its position and that a seat is free, and puts access in force
 * in the same transaction when its first day has come (DESIGN.md 2.9).
 * @param actor `null` is the system itself (imports run by a flow)
 * @returns the row to insert
 */
export async function assignStaff(trx: Knex, actor: Actor | null, payload: object, now: Date): Promise<object> {
	const language = actor?.language ?? 'zh-CN';
	const input = parseInput(assignmentInput, payload, language);
	const { position } = input;
	if (!isPosition(position)) throw wrongField(language, 'position');
	const colleges = await findColleges(trx);
	const needed = placeOf(position);
	const post = {
		grid: needed?.startsWith('grid') ? (input.grid ?? null) : null,
		room: needed === 'room' ? (input.room ?? null) : null,
		department: needed === 'department' ? (input.department ?? null) : null,
	};
	const place = needed === null ? null : await findPlace(trx, post);
	if (needed !== null && (place === null || (place.level !== null && needed !== `grid${place.level}`))) {
		const path = needed.startsWith('grid') ? 'grid' : needed;
		throw invalidInput(language, [
			{ path, message: say(language, 'field.position_place', { place: say(language, `place.${needed}`) }) },
		]);
	}
	const college = place?.college ?? input.college ?? colleges[0]?.college;
	const day = colleges.find((row) => row.college === college);
	if (!day) throw missingField(language, 'college');
	const startsOn = input.starts_on;
	const endsOn = input.ends_on ?? null;
	if (actor !== null && !isWorkingGroup(actor, day.college)) {
		if (input.stand_in !== true) throw forbidden(language);
		const building = place?.building ?? null;
		const asked = { position, building, startsOn, endsOn, person: input.person };
		await checkStandIn(trx, actor, asked, dateAt(now, day.timeZone));
	}
	if (endsOn !== null && compareDates(endsOn, startsOn) < 0)
		throw structure(language, 'structure.ends_before', { from: startsOn });
	const standIn = input.stand_in ?? false;
	if (standIn && post.grid === null) throw structure(language, 'structure.stand_in_place', {});
	await holdPlace(trx, post);
	const taken = await countHolders(trx, { position, grid: post.grid, room: post.room, startsOn, endsOn, standIn });
	if (!hasSeat(position, taken.holders, standIn)) {
		const values = { from: taken.from, until: taken.until ?? say(language, 'open.end'), holders: taken.holders };
		if (standIn) throw structure(language, 'structure.stand_in_taken', values);
		throw refusal(GridPostTakenError, language, 'errors.GRID_POST_TAKEN', values, { ...values });
	}

	const id = randomUUID();
	const assignment = {
		id,
		person: input.person,
		position,
		college: day.college,
		...post,
		startsOn,
		endsOn,
		endedAt: null,
		timeZone: day.timeZone,
		standIn,
	};
	await deferForeignKeys(trx);
	if (holdsOn(dateAt(now, day.timeZone), startsOn, endsOn)) await attachAccess(trx, assignment);
	await bumpAccessVersion(trx, now);
	const where = { building: place?.building ?? null, floor: place?.floor ?? null, unit: place?.unit ?? null };
	return {
		...payload,
		id,
		...post,
		college: day.college,
		...where,
		stand_in: standIn,
		ended_how: null,
		ended_at: null,
	};
}

/** Ends a post: today or an earlier day at once, access and all, in this transaction; a later day by the calendar. */
export async function endAssignment(trx: Knex, actor: Actor | null, payload: object, now: Date): Promise<object> {
	const language = actor?.language ?? 'zh-CN';
	const input = parseInput(endingInput, payload, language);
	const assignment = await findAssignment(trx, input.assignment);
	if (assignment === null || (actor !== null && !isWorkingGroup(actor, assignment.college))) throw forbidden(language);

	const verdict = judgeEnding(assignment, input.last_day, dateAt(now, assignment.timeZone));
	switch (verdict.kind) {
		case 'already_ended':
			throw structure(language, 'structure.already_ended', { until: assignment.endsOn });
		case 'before_start':
			throw structure(language, 'structure.ends_before', { from: assignment.startsOn });
		case 'extends':
			throw structure(language, 'structure.cannot_extend', {});
		case 'now':
		case 'by_calendar':
			break;
	}
	const how = input.how ?? 'resigned';
	const endedAt = verdict.kind === 'now' ? now : null;
	// Two at once: the second has waited for the first, and finds nothing left to end.
	if (!(await markAssignmentEnded(trx, assignment.id, { lastDay: input.last_day, how, endedAt })))
		throw structure(language, 'structure.already_ended', { until: input.last_day });
	if (verdict.kind === 'now') await vacate(trx, assignment, now);
	await bumpAccessVersion(trx, now);
	return { ...payload, assignment: assignment.id, how, decided_by: actor?.user ?? null, decided_at: now.toISOString() };
}

/** What the calendar has begun and ended since it was last asked; each post in a transaction of its own, twice is once. */
export async function syncAssignments(db: Knex, now: Date, attempt: Attempt): Promise<number> {
	let posts = 0;
	for (const { college, timeZone } of await findColleges(db)) {
		const today = dateAt(now, timeZone);
		for (const assignment of await findAssignmentsToEnd(db, college, today)) {
			const end = async (leave: typeof vacate) =>
				await db.transaction(async (trx) => {
					await markAssignmentEnded(trx, assignment.id, {
						lastDay: assignment.endsOn ?? today,
						how: null,
						endedAt: now,
					});
					await leave(trx, assignment, now);
					await bumpAccessVersion(trx, now);
					return true;
				});
			// Access goes whatever becomes of what the post held: the sweep of orphans is the net below it.
			const ended =
				(await attempt(async () => await end(vacate), false)) ||
				(await attempt(async () => await end(detachAccess), false));
			if (ended) posts++;
		}
		for (const assignment of await findAssignmentsToBegin(db, college, today)) {
			const begin = async () =>
				await db.transaction(async (trx) => {
					await attachAccess(trx, assignment);
					await bumpAccessVersion(trx, now);
					return true;
				});
			if (await attempt(begin, false)) posts++;
		}
	}
	return posts;
}

/** Access goes with the post, and what it held goes to its next holder. */
async function vacate(trx: Knex, assignment: Assignment, now: Date): Promise<void> {
	await detachAccess(trx, assignment);
	await handOverIssues(trx, assignment, now);
}

function forbidden(language: Language): Error {
	return refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
}

function structure(language: Language, key: TextKey, values: Record<string, string | number | null>): Error {
	return refusal(GridStructureError, language, 'errors.GRID_STRUCTURE', { issue: say(language, key, values) });
}

/**
 * A last day set on the post itself (by hand, by import) becomes an ending: a created row, so that access goes in the
 * same transaction as the change. Everything else that makes a post what it is cannot be changed.
 */
export async function endingOfUpdate(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly string[],
): Promise<object> {
	const { ends_on, ended_how, ended_at: _, building: __, floor: ___, unit: ____, ...rest } = payload;
	for (const id of keys) {
		const assignment = await findAssignment(db, id);
		if (assignment === null) continue;
		const now: Record<string, unknown> = {
			...assignment,
			starts_on: assignment.startsOn,
			stand_in: assignment.standIn,
		};
		for (const field of ['person', 'position', 'grid', 'room', 'department', 'college', 'starts_on', 'stand_in']) {
			if (field in rest && String(keyOf(rest[field])) !== String(now[field]))
				throw structure(actor.language, 'structure.person_fields', {});
		}
	}
	if (ends_on === undefined || ends_on === null || rest['endings'] !== undefined) return rest;
	const how = ended_how === undefined || ended_how === null ? {} : { how: ended_how };
	return { ...rest, endings: { create: [{ last_day: ends_on, ...how }], update: [], delete: [] } };
}

function keyOf(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
}
