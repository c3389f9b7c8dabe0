import type { Knex } from 'knex';
import type { Language } from '../constants/languages.ts';
import { findConcerned } from '../database/emergencies.ts';
import { type EntryRow } from '../database/mark-report.ts';
import { findSilentChildren, sumUnitsBelow } from '../database/find-below.ts';
import { findRoomNumbers, type SubmissionContext, type UnitResident } from '../database/load-night-for-submission.ts';
import { canHaveReturned } from '../domain/absence.ts';
import { clockTime } from '../domain/calendar.ts';
import { settleUnit } from '../domain/night.ts';
import type { Actor } from '../domain/scope.ts';
import { GridGapsUnseenError, GridStudentNotHereError, GridUnbalancedError } from '../errors/index.ts';
import { say, sayList } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';
import type { Counts } from '../types/api.ts';
import type { ParsedSubmission } from './inputs/night.ts';
import { fieldLabel, invalidInput } from './parse-input.ts';
import { refusal } from './refuse.ts';

export interface Settled {
	counts: Counts;
	entries: EntryRow[];
	unitsSilent: number | null;
}

/** The row to come. */
interface Submission {
	id: string;
	now: Date;
}

/** What a submission amounts to: a unit's balanced rooms, or the sum that a floor or building signs on to. */
export async function settleSubmission(
	trx: Knex,
	actor: Actor,
	input: ParsedSubmission,
	context: SubmissionContext,
	submission: Submission,
): Promise<Settled> {
	return context.grid.level === 3
		? await settleUnitReport(trx, actor, input, context, submission)
		: await settleSignOn(trx, actor, input, context);
}

async function settleSignOn(
	trx: Knex,
	actor: Actor,
	input: ParsedSubmission,
	context: SubmissionContext,
): Promise<Settled> {
	refuseMisplaced(actor, input, ['rooms', 'entries']);
	const silent = await findSilentChildren(trx, context.night.id, context.grid);
	const seen = new Set(input.gaps ?? []);
	const unseen = silent.filter((child) => !seen.has(child.grid));
	if (unseen.length > 0) {
		const codes = sayList(
			actor.language,
			unseen.map((child) => child.code),
		);
		throw refusal(GridGapsUnseenError, actor.language, 'errors.GRID_GAPS_UNSEEN', { codes }, { grids: unseen });
	}
	const { silent: unitsSilent, ...counts } = await sumUnitsBelow(trx, context.night.id, context.grid);
	return { counts, entries: [], unitsSilent };
}

/** A sign-on names no students, and a unit has nobody below it who could be silent. */
function refuseMisplaced(
	actor: Actor,
	input: ParsedSubmission,
	fields: readonly ('rooms' | 'entries' | 'gaps')[],
): void {
	const misplaced = fields.filter((field) => (input[field]?.length ?? 0) > 0);
	if (misplaced.length === 0) return;
	throw invalidInput(
		actor.language,
		misplaced.map((field) => ({
			path: field,
			message: say(actor.language, 'field.wrong', { field: fieldLabel(actor.language, field) }),
		})),
	);
}

async function settleUnitReport(
	trx: Knex,
	actor: Actor,
	input: ParsedSubmission,
	context: SubmissionContext,
	{ id, now }: Submission,
): Promise<Settled> {
	refuseMisplaced(actor, input, ['gaps']);
	const { residents } = context;
	const claimed = input.entries ?? [];
	const account = settleUnit(residents, input.rooms ?? [], claimed);
	if (account.kind !== 'balanced') {
		// Only who is told what is wrong needs the numbers on the doors.
		const numbers = await findRoomNumbers(
			trx,
			residents.map((resident) => resident.room),
		);
		throw unsettled(actor.language, account, numbers);
	}
	await refuseImpossibleReturns(trx, actor, claimed, context, now);
	const implied = account.implied_leaves.map((student) => ({ student, kind: 'on_leave' as const }));
	return {
		counts: account.counts,
		entries: entryRows(residents, [...claimed, ...implied], context, id),
		unitsSilent: null,
	};
}

/** Who came back in another century came back in nobody's report: the span of a follow-up (services/follow-up.ts). */
async function refuseImpossibleReturns(
	trx: Knex,
	{ language }: Actor,
	claims: readonly Claim[],
	{ night }: SubmissionContext,
	now: Date,
): Promise<void> {
	const wrong = claims.filter(({ returned_at: said }) => said && !canHaveReturned(new Date(said), night.opensAt, now));
	if (wrong.length === 0) return;
	const ids = wrong.map(({ student }) => student);
	const names = new Map((await findConcerned(trx, { students: ids })).map(({ id, name }) => [id, name]));
	const values = {
		students: sayList(
			language,
			ids.map((id) => names.get(id) ?? id),
		),
		from: clockTime(night.opensAt, night.timeZone),
	};
	throw invalidInput(language, [{ path: 'entries', message: say(language, 'field.returned_at', values) }]);
}

type Account = ReturnType<typeof settleUnit>;

/** Why a unit's report is not taken, in the asker's words: rooms by their numbers. */
function unsettled(
	language: Language,
	account: Exclude<Account, { kind: 'balanced' }>,
	numbers: ReadonlyMap<number, string>,
): Error {
	const issue = (path: string, key: TextKey, name: string, ids: number[]) =>
		ids.length === 0
			? []
			: [
					{
						path,
						message: say(language, key, {
							[name]: sayList(
								language,
								ids.map((id) => numbers.get(id) ?? id),
							),
						}),
					},
				];
	switch (account.kind) {
		case 'not_here':
			return refusal(
				GridStudentNotHereError,
				language,
				'errors.GRID_STUDENT_NOT_HERE',
				{ count: account.students.length, students: sayList(language, account.students) },
				{ students: account.students },
			);
		case 'listed_twice':
			return invalidInput(language, [
				{
					path: 'entries',
					message: say(language, 'field.students_twice', { students: sayList(language, account.students) }),
				},
			]);
		case 'wrong_rooms':
			return invalidInput(language, [
				...issue('rooms', 'field.rooms_missing', 'rooms', account.missing),
				...issue('rooms', 'field.rooms_unknown', 'rooms', account.unknown),
				...issue('rooms', 'field.rooms_twice', 'rooms', account.twice),
			]);
		case 'unbalanced': {
			const rooms = account.rooms.map((room) => ({ ...room, number: numbers.get(room.room) ?? '' }));
			const said = rooms.map((room) =>
				say(language, 'errors.GRID_UNBALANCED.room', {
					number: room.number,
					residents: room.residents,
					reported: room.present + room.late_return + room.not_returned + room.on_leave,
				}),
			);
			return refusal(
				GridUnbalancedError,
				language,
				'errors.GRID_UNBALANCED',
				{ rooms: sayList(language, said) },
				{ rooms },
			);
		}
	}
}

type Claim = {
	student: number;
	kind: EntryRow['kind'];
	returned_at?: string | null | undefined;
	reason?: string | null | undefined;
};

function entryRows(
	residents: UnitResident[],
	claims: Claim[],
	{ night, grid }: SubmissionContext,
	submission: string,
): EntryRow[] {
	const byStudent = new Map(residents.map((resident) => [resident.student, resident]));
	return claims.flatMap((claim) => {
		const resident = byStudent.get(claim.student);
		if (!resident) return [];
		return {
			submission,
			night: night.id,
			student: claim.student,
			kind: claim.kind,
			returned_at: claim.returned_at ? new Date(claim.returned_at) : null,
			reason: claim.reason || null,
			approved_leave: resident.on_leave && claim.kind === 'on_leave',
			room: resident.room,
			department: resident.department,
			counsellor: resident.counsellor,
			college: grid.college,
			building: grid.building,
			floor: grid.floor,
			unit: grid.id,
		};
	});
}
