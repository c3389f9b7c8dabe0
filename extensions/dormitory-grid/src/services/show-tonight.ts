import type { Knex } from 'knex';
import { personName } from '../database/find-actor.ts';
import { findGridsTonight, type GridTonight } from '../database/find-board.ts';
import { findAbsencesOfUnits } from '../database/absences.ts';
import { findFollowups } from '../database/followups.ts';
import { findCollegeOf, findNightHead, findTonight } from '../database/find-nights.ts';
import {
	findCurrentSubmissions,
	findResidentsOfUnits,
	type ResidentRow,
	type SubmissionRow,
} from '../database/find-units.ts';
import { findPlace } from '../database/staff.ts';
import { shownContact } from '../domain/absence.ts';
import { countsOf, silenceOf, sumKnown } from '../domain/board.ts';
import { type Actor, authorityOver } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type {
	NightHead,
	TonightAnswer,
	TonightGrid,
	TonightRoom,
	TonightSubmission,
	TonightUnit,
} from '../types/api.ts';
import { findReopenable } from './find-reopenable.ts';
import { refusal } from './refuse.ts';
import { showNext } from './show-hierarchy.ts';

/** Everything the leaders' page needs, in one answer: what I owe, what stands below me, and my own rooms. */
export async function showTonight(db: Knex, actor: Actor, now: Date): Promise<TonightAnswer> {
	const college = actor.user === null ? null : await findCollegeOf(db, actor);
	if (college === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const night = await findTonight(db, college.id, actor, now);
	const own = (column: 'building' | 'floor' | 'unit') => actor.scopes.flatMap((scope) => scope[column] ?? []);
	const mine = new Set([...own('building'), ...own('floor'), ...own('unit')]);
	const all = actor.scopes.some((scope) => scope.college === college.id);
	const selection = { college: college.id, all, buildings: own('building'), floors: own('floor'), units: own('unit') };
	const grids = mine.size > 0 || all ? await findGridsTonight(db, night?.id ?? null, selection) : [];
	const shown = grids.map((grid) => toTonightGrid(grid, grids, night));
	const codes = new Map(grids.map((grid) => [grid.id, grid.code]));
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		person: {
			id: actor.user ?? '',
			name: actor.name,
			language: actor.language,
			positions: actor.scopes.map((scope) => {
				const grid = scope.unit ?? scope.floor ?? scope.building;
				return {
					position: scope.position,
					grid,
					code: grid === null ? null : (codes.get(grid) ?? null),
					stand_in: scope.stand_in,
				};
			}),
		},
		night,
		next: await showNext(db, college.id, now),
		mine: shown.filter((grid) => mine.has(grid.grid)),
		below: shown.filter((grid) => !mine.has(grid.grid)).toSorted((a, b) => Number(isSilent(b)) - Number(isSilent(a))),
		units: night === null ? [] : await showUnits(db, actor, night, own('unit'), now),
	};
}

/** One unit's rooms, for whoever may report for it. */
export async function showUnit(db: Knex, actor: Actor, unit: number, id: number, now: Date): Promise<TonightUnit> {
	const place = await findPlace(db, { grid: unit });
	const allowed =
		place?.level === 3 &&
		authorityOver(actor, { id: unit, level: 3, college: place.college, building: place.building, floor: place.floor })
			.kind !== 'none';
	const head = allowed ? await findNightHead(db, id, place.college) : null;
	const [shown] = head === null ? [] : await showUnits(db, actor, head, [unit], now);
	if (!shown) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	return shown;
}

async function showUnits(
	db: Knex,
	actor: Actor,
	{ id: night, locks_at }: NightHead,
	units: readonly number[],
	now: Date,
): Promise<TonightUnit[]> {
	if (units.length === 0) return [];
	const residents = await findResidentsOfUnits(db, night, units);
	const submissions = await findCurrentSubmissions(db, night, units);
	const followups = await findFollowups(db, night, { units });
	const absences = await findAbsencesOfUnits(db, night, units, followups);
	const reopenable = now < new Date(locks_at) ? await findReopenable(db, actor, followups, now) : new Set();
	return units.map((unit) => {
		const submission = submissions.find((row) => row.grid === unit);
		return {
			grid: unit,
			rooms: toRooms(residents.filter((resident) => resident.unit === unit)),
			submission: submission ? toSubmission(submission) : null,
			absences: absences
				.filter((absence) => absence.unit === unit)
				.map(({ unit: _, since, back_at, ...absence }) => ({
					...absence,
					since: since.toISOString(),
					back_at: back_at?.toISOString() ?? null,
					contact: shownContact(followups.get(absence.student)),
					may_reopen: absence.state !== 'open' && reopenable.has(absence.student),
				})),
		};
	});
}

function toTonightGrid(grid: GridTonight, all: readonly GridTonight[], night: NightHead | null): TonightGrid {
	const { report } = grid;
	const units =
		grid.level === 3
			? []
			: all.filter((other) => other.level === 3 && (other.floor === grid.id || other.building === grid.id));
	const expected = units.filter((unit) => unit.report !== null);
	const silent = expected.filter((unit) => unit.report?.state === 'due' || unit.report?.state === 'missing');
	return {
		grid: grid.id,
		code: grid.code,
		name: grid.name,
		level: grid.level,
		parent: grid.parent,
		silence: silenceOf(grid, night),
		report: report && {
			state: report.state,
			due_at: report.dueAt.toISOString(),
			first_received_at: report.firstReceivedAt?.toISOString() ?? null,
			received_at: report.receivedAt?.toISOString() ?? null,
			counts: grid.level === 3 ? countsOf(report) : sumKnown(expected.map((unit) => countsOf(unit.report))),
			units_expected: grid.level === 3 ? null : expected.length,
			units_silent: grid.level === 3 ? null : silent.length,
			on_behalf: report.onBehalf,
			stand_in: report.standIn,
			handed_back: report.handedBack && { at: report.handedBack.at.toISOString(), reason: report.handedBack.reason },
		},
		responsible: { name: report?.responsibleName ?? null, phone: report?.responsiblePhone ?? null },
	};
}

function isSilent(grid: TonightGrid): boolean {
	return grid.report?.state === 'due' || grid.report?.state === 'missing';
}

function toRooms(residents: readonly ResidentRow[]): TonightRoom[] {
	const rooms = new Map<number, TonightRoom>();
	for (const { room, roomNumber, unit: _, ...resident } of residents) {
		const entry = rooms.get(room) ?? { room, number: roomNumber, residents: [] };
		entry.residents.push(resident);
		rooms.set(room, entry);
	}
	return [...rooms.values()];
}

function toSubmission(row: SubmissionRow): TonightSubmission {
	return {
		id: row.id,
		number: row.number,
		received_at: row.received_at.toISOString(),
		state: row.received_state,
		reporter: personName(row.reporter.last, row.reporter.first) || null,
		reported_as: row.reported_as,
		on_behalf: row.on_behalf,
		stand_in: row.stand_in,
		reason: row.reason,
		note: row.note,
		entries: row.entries.map((entry) => ({ ...entry, returned_at: entry.returned_at?.toISOString() ?? null })),
	};
}
