import type { Knex } from 'knex';
import { loadCalendar } from '../database/find-due-nights.ts';
import { countUnitsByFloor, findGridsTonight, sumReportsByFloor } from '../database/find-board.ts';
import { findCollegeOf, findNightHead, findTonight } from '../database/find-nights.ts';
import { buildTree, sumKnown, sumUnits, UNITS_IN_ONE_PICTURE } from '../domain/board.ts';
import { nextNight } from '../domain/night-duty.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { HierarchyAnswer, NextNight } from '../types/api.ts';
import { refusal } from './refuse.ts';

const NOTHING = { residents: 0, present: 0, late_return: 0, not_returned: 0, on_leave: 0 };

/**
 * The panel's data: the whole college for the working group, otherwise the asker's own buildings. A tree too large for
 * one picture comes floor by floor; the units of a building are then asked for with its id.
 */
export async function showHierarchy(
	db: Knex,
	actor: Actor,
	asked: { night: number | null; building: number | null },
	now: Date,
): Promise<HierarchyAnswer> {
	const forbidden = () => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const college = actor.user === null ? null : await findCollegeOf(db, actor);
	if (college === null) throw forbidden();
	const all = isWorkingGroup(actor, college.id);
	const own = actor.scopes.flatMap((scope) => scope.building ?? []);
	if (!all && own.length === 0) throw forbidden();
	if (asked.building !== null && !all && !own.includes(asked.building)) throw forbidden();

	const head =
		asked.night === null
			? await findTonight(db, college.id, actor, now)
			: await findNightHead(db, asked.night, college.id);
	const one = asked.building;
	const units = all && one === null ? await countUnitsByFloor(db, college.id) : new Map<number, number>();
	const many = [...units.values()].reduce((sum, count) => sum + count, 0) > UNITS_IN_ONE_PICTURE;
	const selection = {
		college: college.id,
		all: all && one === null,
		buildings: one === null ? own : [one],
		upper: many,
	};
	const grids = await findGridsTonight(db, head?.id ?? null, selection);
	const floors = many
		? { units, sums: head === null ? new Map<number, never>() : await sumReportsByFloor(db, head.id) }
		: null;
	const tree = buildTree(grids, head, floors);
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		night: head,
		next: await showNext(db, college.id, now),
		detail: many ? 'floors' : 'units',
		totals: { units: sumUnits(tree), counts: sumKnown(tree.map((node) => node.counts)) ?? NOTHING },
		buildings: tree,
	};
}

/** The next night that owes a report, by the college's calendar. */
export async function showNext(db: Knex, college: number, now: Date): Promise<NextNight | null> {
	const calendar = await loadCalendar(db, college);
	if (calendar === null || calendar.reportsFrom === null) return null;
	const next = nextNight(now, calendar.settings, calendar.rules, calendar.reportsFrom);
	return (
		next && {
			date: next.date,
			time_zone: calendar.settings.time_zone,
			opens_at: next.opensAt.toISOString(),
			closes_at: next.closesAt.toISOString(),
		}
	);
}
