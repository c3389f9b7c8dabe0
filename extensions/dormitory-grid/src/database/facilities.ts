import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { FacilityKind, FacilityState } from '../domain/facility.ts';
import { dateValue, isPostgres, readDate, readMoment } from './column-values.ts';

export interface Facility {
	id: number;
	code: string;
	kind: FacilityKind;
	place: string | null;
	state: FacilityState;
	token: string | null;
	nextCheckOn: string | null;
	expiresOn: string | null;
	lastSeenAt: Date | null;
	grid: number;
	room: number | null;
	issue: number | null;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

/** Facilities that a walk through a grid comes past: in it, and for a unit those of its corridor, which belong to the floor. */
export async function findFacilitiesOn(
	db: Knex,
	grid: { id: number; level: 1 | 2 | 3; floor: number | null },
): Promise<Facility[]> {
	const rows = await db(C.facilities)
		.where((place) => {
			if (grid.level === 1) void place.where({ building: grid.id });
			if (grid.level === 2) void place.where({ floor: grid.id });
			if (grid.level === 3) void place.where({ unit: grid.id }).orWhere({ grid: grid.floor });
		})
		.orderBy('code')
		.select('*');
	return rows.map(toFacility);
}

export async function findBuildingHead(
	db: Knex,
	building: number,
): Promise<{ id: number; name: string; college: number } | null> {
	const row = await db(C.grids).where({ id: building, level: 1 }).first('id', 'name', 'college');
	return row ?? null;
}

/** Buildings in which facilities stand. @param of a college's, or those named */
export async function findEquippedBuildings(
	db: Knex,
	of: { college: number | null; buildings: readonly number[] },
): Promise<{ id: number; name: string }[]> {
	return await db(C.grids)
		.where({ level: 1 })
		.where((own) => {
			if (of.college === null) void own.whereIn('id', [...of.buildings]);
			else void own.where({ college: of.college });
		})
		.whereIn('id', db(C.facilities).whereNotNull('building').select('building'))
		.orderBy(['position', 'id'])
		.select('id', 'name');
}

/** Of two walks that see the same facility at the same moment the second waits, and finds what the first has made of it. */
export async function holdFacilities(trx: Knex, ids: readonly number[]): Promise<void> {
	if (ids.length > 0 && isPostgres(trx))
		await trx(C.facilities)
			.whereIn('id', [...ids])
			.orderBy('id')
			.forUpdate()
			.select('id');
}

/** Facilities of a college that are broken or out of date on a day. */
export async function findUnfit(db: Knex, college: number, today: string): Promise<Facility[]> {
	const rows = await db(C.facilities)
		.where({ college })
		.where((unfit) => unfit.whereIn('state', ['empty', 'damaged', 'lost']).orWhere('expires_on', '<', dateValue(today)))
		.orderBy('code')
		.select('*');
	return rows.map(toFacility);
}

/** Which of the facilities another walk of a person has found broken or out of date since a moment. */
export async function findFoundBroken(
	db: Knex,
	facilities: readonly Pick<Facility, 'id' | 'building'>[],
	{ by, since, except }: { by: string; since: Date; except: string },
): Promise<ReadonlySet<number>> {
	if (facilities.length === 0) return new Set();
	const rows: { facility: number }[] = await db(`${C.patrolFindings} as f`)
		.join(`${C.patrols} as p`, 'p.id', 'f.patrol')
		.where('p.patrolled_by', by)
		.whereIn('f.building', [...new Set(facilities.flatMap(({ building }) => building ?? []))])
		.whereIn('f.facility', [...new Set(facilities.map(({ id }) => id))])
		.where('f.settled', false)
		.where('f.found_at', '>', since)
		.whereNot('f.patrol', except)
		.distinct('f.facility');
	return new Set(rows.map(({ facility }) => facility));
}

export async function markSeen(
	trx: Knex,
	id: number,
	seen: { state: FacilityState; at: Date; expiresOn?: string | null; issue?: number | null },
): Promise<void> {
	const { state, at, expiresOn, issue } = seen;
	await trx(C.facilities)
		.where({ id })
		.update({
			state,
			last_seen_at: at,
			...(expiresOn ? { expires_on: dateValue(expiresOn) } : {}),
			...(issue === undefined ? {} : { issue }),
		});
}

/** Who answers for the place of a facility: its unit's and floor's own staff, and the building's. */
export async function findKeepers(
	db: Knex,
	places: readonly { unit: number | null; floor: number | null; building: number | null }[],
): Promise<{ person: string; unit: number | null; floor: number | null; building: number | null }[]> {
	const ids = (column: 'unit' | 'floor' | 'building') => [...new Set(places.flatMap((place) => place[column] ?? []))];
	return await db(`${C.staffScopes} as s`)
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.where((place) =>
			place.whereIn('s.unit', ids('unit')).orWhereIn('s.floor', ids('floor')).orWhereIn('s.building', ids('building')),
		)
		.orderBy('s.id')
		.select('s.person', 's.unit', 's.floor', 's.building');
}

function toFacility(
	row: Record<string, unknown> & Omit<Facility, 'nextCheckOn' | 'expiresOn' | 'lastSeenAt'>,
): Facility {
	const { id, code, kind, place, state, token, grid, room, issue, college, building, floor, unit } = row;
	return {
		id,
		code,
		kind,
		place,
		state,
		token,
		nextCheckOn: readDate(row['next_check_on']),
		expiresOn: readDate(row['expires_on']),
		lastSeenAt: readMoment(row['last_seen_at']),
		grid,
		room,
		issue,
		college,
		building,
		floor,
		unit,
	};
}
