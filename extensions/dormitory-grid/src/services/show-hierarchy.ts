import type { Knex } from 'knex';
import { loadCalendars } from '../database/find-due-nights.ts';
import { findCollegeOf, findGridsTonight, findNightHead, findTonight } from '../database/find-tonight.ts';
import { buildTree, sumKnown, sumUnits } from '../domain/board.ts';
import { nextNight } from '../domain/calendar.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { HierarchyAnswer, NextNight } from '../types/api.ts';
import { refusal } from './refuse.ts';

const NOTHING = { residents: 0, present: 0, late_return: 0, not_returned: 0, on_leave: 0 };

/** The panel's data: the whole college for the working group, otherwise the asker's own buildings. */
export async function showHierarchy(db: Knex, actor: Actor, night: number | null, now: Date): Promise<HierarchyAnswer> {
	const college = actor.user === null ? null : await findCollegeOf(db, actor);
	if (college === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const all = isWorkingGroup(actor, college.id);
	const buildings = actor.scopes.flatMap((scope) => scope.building ?? []);
	if (!all && buildings.length === 0) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');

	const head =
		night === null ? await findTonight(db, college.id, actor, now) : await findNightHead(db, night, college.id);
	const grids = await findGridsTonight(db, head?.id ?? null, { college: college.id, all, buildings });
	const tree = buildTree(grids, head);
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		night: head,
		next: await showNext(db, college.id, now),
		totals: { units: sumUnits(tree), counts: sumKnown(tree.map((node) => node.counts)) ?? NOTHING },
		buildings: tree,
	};
}

/** The next night that owes a report, by the college's calendar. */
export async function showNext(db: Knex, college: number, now: Date): Promise<NextNight | null> {
	const calendar = (await loadCalendars(db)).find((candidate) => candidate.id === college);
	if (!calendar || calendar.reportsFrom === null) return null;
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
