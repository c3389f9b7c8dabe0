import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { insertAll } from '../../seed/lib/rows.ts';

/** A college of 125 buildings, 6 floors each, 40 units a floor: 30,000 units of one room and one student each. */
export const BIG = { buildings: 125, floors: 6, unitsPerFloor: 40 } as const;

export interface BigCollege {
	id: number;
	/** The first floor, with its staff's user. */
	floor: number;
}

/** Made by plain inserts; a generated key is the row's own position, counted on from what is there. */
export async function makeBigCollege(db: Knex): Promise<BigCollege> {
	const [college] = await db(C.colleges)
		.insert({
			code: 'big',
			name: '大学院',
			time_zone: 'Asia/Shanghai',
			opens: '22:20:00',
			closes: '22:40:00',
			unit_minute: '22:32:00',
			floor_minute: '22:36:00',
			late_hours: 14,
		})
		.returning('id');
	const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
	const grid = { college: college.id, state: 'active' };
	await insertAll(
		db,
		C.grids,
		numbers(BIG.buildings).map((b) => ({ ...grid, code: `B${b}`, name: `${b}栋`, level: 1, position: b })),
	);
	const buildings = await ids(db, college.id, 1);
	await insertAll(
		db,
		C.grids,
		numbers(BIG.buildings).flatMap((b) =>
			numbers(BIG.floors).map((f) => ({
				...grid,
				code: `B${b}-${f}`,
				name: `${f}层`,
				level: 2,
				position: f,
				parent: buildings.get(`B${b}`),
				building: buildings.get(`B${b}`),
			})),
		),
	);
	const floors = await ids(db, college.id, 2);
	await insertAll(
		db,
		C.grids,
		numbers(BIG.buildings).flatMap((b) =>
			numbers(BIG.floors).flatMap((f) =>
				numbers(BIG.unitsPerFloor).map((u) => ({
					...grid,
					code: `B${b}-${f}-${u}`,
					name: `${u}单元`,
					level: 3,
					position: u,
					parent: floors.get(`B${b}-${f}`),
					building: buildings.get(`B${b}`),
					floor: floors.get(`B${b}-${f}`),
				})),
			),
		),
	);
	const units = await db(C.grids)
		.where({ college: college.id, level: 3 })
		.select('id', 'code', 'building', 'floor')
		.orderBy('id');
	await insertAll(
		db,
		C.rooms,
		units.map((unit) => ({
			number: unit.code,
			position: 1,
			beds: 4,
			college: college.id,
			building: unit.building,
			floor: unit.floor,
			unit: unit.id,
		})),
	);
	await addStudents(db, college.id, 1);
	return { id: college.id, floor: floors.get('B1-1') ?? 0 };
}

/** One more student in every room. */
export async function addStudents(db: Knex, college: number, bed: number, share = 1): Promise<void> {
	const rooms = await db(C.rooms).where({ college }).select('id', 'number', 'building', 'floor', 'unit').orderBy('id');
	const some = rooms.slice(0, Math.round(rooms.length * share));
	await insertAll(
		db,
		C.students,
		some.map((room) => ({
			number: `${room.number}-${bed}`,
			name: `学生${bed}`,
			college,
			residence_state: 'resident',
			room: room.id,
			bed,
			building: room.building,
			floor: room.floor,
			unit: room.unit,
		})),
	);
}

async function ids(db: Knex, college: number, level: number): Promise<Map<string, number>> {
	return new Map((await db(C.grids).where({ college, level }).select('id', 'code')).map((row) => [row.code, row.id]));
}
