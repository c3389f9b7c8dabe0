import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { addDays } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { fixedId } from '../lib/fixed-id.ts';
import { insertAll } from '../lib/rows.ts';

/** What hangs on a floor, and what a building has once: [letter of its code, kind, place, days until it expires]. */
const ON_A_FLOOR = [
	['M1', 'extinguisher', '走廊东侧', 700],
	['M2', 'extinguisher', '走廊西侧', 500],
	['X', 'hydrant', '楼梯口', null],
	['Y', 'emergency_light', '楼梯间', null],
] as const;
const IN_A_BUILDING = [
	['S', 'camera', '大门', null],
	['W', 'network', '一楼弱电间', null],
	['D', 'electrical', '一楼配电间', null],
] as const;

/** Every floor's and building's equipment, all of it in order. */
export async function seedFacilities(db: Knex, college: number, today: string): Promise<void> {
	const grids = await db(C.grids)
		.where({ college })
		.whereIn('level', [1, 2])
		.orderBy('position')
		.select('id', 'code', 'level', 'building');
	const rows = grids.flatMap((grid) =>
		(grid.level === 2 ? ON_A_FLOOR : IN_A_BUILDING).map(([letter, kind, place, days]) => ({
			code: `${grid.code}-${letter}`,
			kind,
			place,
			state: 'good',
			grid: grid.id,
			college,
			building: grid.level === 1 ? grid.id : grid.building,
			floor: grid.level === 2 ? grid.id : null,
			unit: null,
			expires_on: days === null ? null : dateValue(addDays(today, days)),
			token: fixedId('facility', `${grid.code}-${letter}`),
		})),
	);
	await insertAll(db, C.facilities, rows);
}
