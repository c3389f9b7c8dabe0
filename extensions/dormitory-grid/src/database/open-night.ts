import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { NightWindow, Occasion } from '../domain/night-duty.ts';
import type { NightKind } from '../types/api.ts';
import { dateValue, param } from './column-values.ts';
import { joinCounsellors, toldOf } from './counsellors.ts';
import type { PendingNight } from './find-due-nights.ts';
import { onLeaveAt } from './leaves.ts';
import { CALL_ORDER } from './on-duty.ts';
import { onlyStaying } from './stays.ts';

/** Plans a night. Its key is unique (one regular night a college and date, one a rehearsal), so planning twice is planning once (I1). */
export async function planNight(
	db: Knex,
	night: {
		college: number;
		kind: NightKind;
		rehearsal: string | null;
		root: number | null;
		window: NightWindow;
		occasion?: Occasion | null;
		stayOver?: number | null;
	},
): Promise<void> {
	const { window } = night;
	await db(COLLECTIONS.nights)
		.insert({
			key: night.rehearsal === null ? `regular:${night.college}:${window.date}` : `rehearsal:${night.rehearsal}`,
			college: night.college,
			kind: night.kind,
			rehearsal: night.rehearsal,
			root: night.root,
			state: 'planned',
			date: dateValue(window.date),
			opens_at: window.opensAt,
			unit_due_at: window.unitDueAt,
			floor_due_at: window.floorDueAt,
			closes_at: window.closesAt,
			locks_at: window.locksAt,
			occasion: night.occasion ?? null,
			stay_over: night.stayOver ?? null,
		})
		.onConflict('key')
		.ignore();
}

/** @returns whether this caller opened it */
export async function markNightOpen(db: Knex, night: number, now: Date): Promise<boolean> {
	const changed = await db(COLLECTIONS.nights)
		.where({ id: night, state: 'planned' })
		.update({ state: 'open', opened_at: now });
	return changed === 1;
}

/** Sets every student's place from his room, so that a list is never frozen from a stale copy. */
export async function repairStudentPlaces(db: Knex): Promise<void> {
	const { students, rooms } = COLLECTIONS;
	await db.raw(
		`update ?? as s set college = r.college, building = r.building, floor = r.floor, unit = r.unit from ?? as r
		where r.id = s.room and (s.unit is null or s.unit <> r.unit or s.floor is null or s.floor <> r.floor
			or s.building is null or s.building <> r.building)`,
		[students, rooms],
	);
}

/**
 * Freezes who is expected (DESIGN.md 5): residents of units in service that night, on leave where an approved leave
 * covers the close, each with the counsellor who is told of him (counsellors.ts). Over a holiday of those who stay only
 * who is registered as staying is expected (stays.ts). A rehearsal
 * takes planned grids too, and only the part of the tree below its root.
 */
export async function freezeResidents(db: Knex, night: PendingNight): Promise<void> {
	const residents = db(`${COLLECTIONS.students} as s`)
		.join(`${COLLECTIONS.rooms} as r`, 'r.id', 's.room')
		.join(`${COLLECTIONS.grids} as u`, 'u.id', 'r.unit')
		.join(`${COLLECTIONS.grids} as f`, 'f.id', 'r.floor')
		.join(`${COLLECTIONS.grids} as b`, 'b.id', 'r.building')
		.modify(joinCounsellors, db, 's.department')
		.where({ 's.college': night.college, 's.residence_state': 'resident' })
		.modify((query) => {
			for (const grid of ['u', 'f', 'b']) {
				if (night.kind === 'rehearsal') query.whereNot(`${grid}.state`, 'retired');
				else inService(query, grid, night.date);
			}
			onlyStaying(query, db, night.stayOver);
			const { root } = night;
			if (root !== null) query.where((part) => part.where('u.id', root).orWhere('f.id', root).orWhere('b.id', root));
		})
		.select(param(db, 'integer', night.id), 's.id', 's.room', 's.bed', onLeaveAt(db, night.closesAt))
		.select('r.college', 'r.building', 'r.floor', 'r.unit', 's.department')
		.select(toldOf(db));
	await db(
		db.raw('?? (night, student, room, bed, on_leave, college, building, floor, unit, department, counsellor)', [
			COLLECTIONS.nightResidents,
		]),
	).insert(residents);
}

/** One report a unit, floor and building that has residents tonight, with the person to call as of the opening. */
export async function freezeReports(db: Knex, night: PendingNight): Promise<void> {
	for (const level of [3, 2, 1] as const) {
		const { column, dueAt, holders } = levelFacts(night, level);
		const expected = db(COLLECTIONS.nightResidents)
			.where({ night: night.id })
			.groupBy(column)
			.select(column, db.raw('count(*) as residents'), db.raw('count(distinct unit) as units'));
		const withHolder = db(expected.as('e'))
			.join(`${COLLECTIONS.grids} as g`, 'g.id', `e.${column}`)
			.select(
				'g.id',
				'g.college',
				'g.building',
				'g.floor',
				'e.residents',
				'e.units',
				db.raw(`(${holders}) as responsible`),
			);
		const rows = db(withHolder.as('x'))
			.leftJoin('directus_users as p', 'p.id', 'x.responsible')
			.select(
				param(db, 'integer', night.id),
				'x.id',
				db.raw('?', [level]),
				db.raw("'due'"),
				param(db, 'timestamptz', dueAt),
			)
			.select(
				param(db, 'integer', 0),
				param(db, 'boolean', false),
				'x.residents',
				level === 3 ? db.raw('null') : 'x.units',
			)
			.select(
				'x.college',
				level === 1 ? 'x.id' : 'x.building',
				level === 2 ? 'x.id' : 'x.floor',
				level === 3 ? 'x.id' : db.raw('null'),
			)
			.select(
				'x.responsible',
				db.raw("nullif(coalesce(p.last_name, '') || coalesce(p.first_name, ''), '')"),
				'p.phone',
			);
		await db(
			db.raw(
				'?? (night, grid, level, state, due_at, submissions, on_behalf, residents, units_expected, college, building, floor, unit, responsible, responsible_name, responsible_phone)',
				[COLLECTIONS.nightReports],
			),
		).insert(rows);
	}
}

function levelFacts(night: PendingNight, level: 1 | 2 | 3): { column: string; dueAt: Date; holders: string } {
	const holder = (column: string) =>
		`select s.person from ${COLLECTIONS.staffScopes} s where s.${column} = g.id
		order by ${CALL_ORDER} limit 1`;
	switch (level) {
		case 3:
			return { column: 'unit', dueAt: night.unitDueAt, holders: holder('unit') };
		case 2:
			return { column: 'floor', dueAt: night.floorDueAt, holders: holder('floor') };
		case 1:
			return { column: 'building', dueAt: night.closesAt, holders: holder('building') };
	}
}

function inService(query: Knex.QueryBuilder, grid: string, date: string): void {
	const day = dateValue(date);
	query
		.whereIn(`${grid}.state`, ['pilot', 'active'])
		.where((from) => from.whereNull(`${grid}.in_service_from`).orWhere(`${grid}.in_service_from`, '<=', day))
		.where((until) => until.whereNull(`${grid}.in_service_until`).orWhere(`${grid}.in_service_until`, '>=', day));
}
