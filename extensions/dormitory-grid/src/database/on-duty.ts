import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { holderKey } from '../domain/issue-holder.ts';
import type { OfficeHolder } from '../domain/ladder.ts';

/** Whose posts lie where one looks; `inside` takes everybody who answers for a part of that floor or building, too. */
export interface DutyPlaces {
	colleges?: readonly number[];
	buildings?: readonly number[];
	floors?: readonly number[];
	units?: readonly number[];
	rooms?: readonly number[];
	departments?: readonly number[];
	/** Counsellors themselves: who of them is in office. */
	counsellors?: readonly string[];
	inside?: number;
}

/** Of several on duty on a grid who is called first (scopes `s`): its head, and before everybody else whoever stands in. */
export const CALL_ORDER = `case s.position when 'building_head' then 0 when 'assistant_building_head' then 1 else 2 end,
	case when s.stand_in then 0 else 1 end, s.id`;

/** Who is in office at this moment for any of the places; one question. */
export async function findOnDuty(db: Knex, places: DutyPlaces): Promise<OfficeHolder[]> {
	const { colleges = [], buildings = [], floors = [], units = [], rooms = [], inside } = places;
	const { departments = [], counsellors = [] } = places;
	return await db(`${COLLECTIONS.staffScopes} as s`)
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.where((place) => {
			place
				.whereIn('s.college', [...colleges])
				.orWhereIn('s.building', [...buildings])
				.orWhereIn('s.floor', [...floors])
				.orWhereIn('s.unit', [...units])
				.orWhereIn('s.room', [...rooms])
				.orWhereIn('s.department', [...departments])
				.orWhereIn('s.counsellor', [...counsellors]);
			if (inside === undefined) return;
			const below = db(COLLECTIONS.grids).where({ building: inside }).orWhere({ floor: inside }).select('id');
			void place.orWhereIn('s.floor', below.clone()).orWhereIn('s.unit', below.clone());
		})
		.orderBy('s.id')
		.select('s.person', 's.position', 's.college', 's.building', 's.floor', 's.unit', 's.room')
		.select('s.department', 's.counsellor');
}

/** Members of a college's working group who can log in. */
export async function findWorkingGroup(db: Knex, college: number): Promise<string[]> {
	const holders = await findOnDuty(db, { colleges: [college] });
	return [...new Set(holders.flatMap(({ person, position }) => (position === 'working_group' ? person : [])))];
}

/** Which of the places have somebody in office, by {@link holderKey}; the working group is not asked for. */
export async function findStaffed(
	db: Knex,
	places: { grids: readonly number[]; offices: readonly number[] },
): Promise<Set<string>> {
	const { grids, offices } = places;
	const holders = await findOnDuty(db, { buildings: grids, floors: grids, units: grids, departments: offices });
	return new Set(
		holders.flatMap(({ position, building, floor, unit, department }) => [
			...[building, floor, unit].flatMap((grid) => (grid === null ? [] : holderKey({ kind: 'grid', level: 1, grid }))),
			...(position === 'responsible_office' && department !== null
				? [holderKey({ kind: 'office', office: department })]
				: []),
		]),
	);
}
