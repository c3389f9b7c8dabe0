import type { Knex } from 'knex';
import {
	countAbsences,
	findOpenStudents,
	findSettledStudents,
	findSilentGrids,
	rateByDepartment,
	sumByBuilding,
} from '../database/find-desk.ts';
import { countMessages } from '../database/find-messages.ts';
import { findNightEvents } from '../database/find-night-events.ts';
import { findCollegeOf, findNightHead, findTonight } from '../database/find-nights.ts';
import { findUnitReports, findUnitState } from '../database/find-unit-reports.ts';
import { foldMessages, inOrder } from '../domain/night-events.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { NightHead } from '../types/api.ts';
import type { DeskAnswer, DeskUnitAnswer, NightEvent, Rate } from '../types/api-desk.ts';
import { refusal } from './refuse.ts';
import { showNext } from './show-hierarchy.ts';

/** More silent grids than anybody can call; the count says how many there are. */
const SILENT_LIST = 300;
/** Likewise of students. */
const OPEN_LIST = 300;
const TIMELINE = 60;

/** The working group's desk: who is silent and where to call, completeness and punctuality apart, and what has just happened. */
export async function showDesk(db: Knex, actor: Actor, asked: number | null, now: Date): Promise<DeskAnswer> {
	const college = await findDeskCollege(db, actor);
	const night =
		asked === null ? await findTonight(db, college.id, actor, now) : await findNightHead(db, asked, college.id);
	const head = {
		now: now.toISOString(),
		time_zone: college.timeZone,
		person: { id: actor.user ?? '', name: actor.name, language: actor.language },
		night,
		next: await showNext(db, college.id, now),
		dead: await countMessages(db, [college.id], 'dead'),
	};
	if (night === null) {
		const nothing = { rate: sumRates([]), residents: 0, absences: { open: 0, back: 0, handed_over: 0 } };
		return {
			...head,
			...nothing,
			open: [],
			settled: [],
			silent: [],
			silent_count: 0,
			buildings: [],
			departments: [],
			timeline: [],
		};
	}
	const buildings = await sumByBuilding(db, night.id);
	const rate = sumRates(buildings.map((building) => building.rate));
	return {
		...head,
		rate,
		residents: buildings.reduce((sum, { counts }) => sum + counts.residents, 0),
		absences: await countAbsences(db, night.id),
		open: await findOpenStudents(db, night.id, OPEN_LIST),
		settled: await findSettledStudents(db, night.id, OPEN_LIST),
		silent: await findSilentGrids(db, night.id, SILENT_LIST),
		silent_count: rate.owed - rate.reported,
		buildings,
		departments: await rateByDepartment(db, night.id),
		timeline: foldMessages((await listEvents(db, college.id, night, TIMELINE)).toReversed()).slice(0, TIMELINE),
	};
}

/** Every report of one unit in a night, and who is not in. */
export async function showDeskUnit(
	db: Knex,
	actor: Actor,
	asked: { unit: number; night: number },
	now: Date,
): Promise<DeskUnitAnswer> {
	const college = await findDeskCollege(db, actor);
	const night = await findNightHead(db, asked.night, college.id);
	const state = night && (await findUnitState(db, night.id, asked.unit));
	if (!state) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	return { now: now.toISOString(), ...state, reports: await findUnitReports(db, asked.night, asked.unit) };
}

/** The college whose working group asks; everybody else is refused. */
export async function findDeskCollege(db: Knex, actor: Actor): Promise<{ id: number; timeZone: string }> {
	const college = actor.user === null ? null : await findCollegeOf(db, actor);
	if (college === null || !isWorkingGroup(actor, college.id))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	return college;
}

/** Events of a night, oldest first; beyond the limit the earliest of each kind are left out. */
export async function listEvents(db: Knex, college: number, night: NightHead, limit: number): Promise<NightEvent[]> {
	const found = await findNightEvents(db, {
		night: night.id,
		college,
		root: night.root,
		from: new Date(night.opens_at),
		until: new Date(night.locks_at),
		limit,
	});
	const turns: NightEvent[] = [{ id: 'opened', at: night.opens_at, kind: 'opened' }];
	if (night.closed_at !== null) turns.push({ id: 'closed', at: night.closed_at, kind: 'closed' });
	return inOrder([...found, ...turns]);
}

function sumRates(rates: readonly Rate[]): Rate {
	const sum = (name: keyof Rate) => rates.reduce((total, rate) => total + rate[name], 0);
	return { owed: sum('owed'), reported: sum('reported'), on_time: sum('on_time') };
}
