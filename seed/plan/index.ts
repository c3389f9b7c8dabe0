import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { addDays, dateAt } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { windowOn } from '../../extensions/dormitory-grid/src/domain/night-duty.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { insertAll } from '../lib/rows.ts';
import { seedActivityRules } from './activities.ts';
import { DEPARTMENTS, OFFICES } from './departments.ts';
import { seedIssueSettings } from './issues.ts';
import { seedPatrols } from './patrols.ts';

/** The notice's plan (DOMAIN.md 1): 8 buildings of 6 floors; here 24 rooms a floor in 4 units of 6 neighbouring rooms, 6 beds a room. */
export const PLAN = { buildings: 8, floors: 6, unitsPerFloor: 4, roomsPerUnit: 6, beds: 6 } as const;

const WINDOW = {
	time_zone: 'Asia/Shanghai',
	opens: '22:20:00',
	closes: '22:40:00',
	unit_minute: '22:32:00',
	floor_minute: '22:36:00',
	late_hours: 14,
};

/** The college's structure, once: a database that has a college already is left as it is. */
export async function seedPlan(
	db: Knex,
	{ name, inService, now }: { name: string; inService: boolean; now: Date },
): Promise<void> {
	if (await db(C.colleges).first('id')) return;
	const today = dateAt(now, WINDOW.time_zone);
	// An empty college owes nothing until somebody sets its first night.
	const reportsFrom = inService ? dateValue(firstNight(now)) : null;
	const [college] = await db(C.colleges)
		.insert({ code: 'main', name, ...WINDOW, supervision_telephone: '027-0000-0000', reports_from: reportsFrom })
		.returning('id');
	await seedGrids(db, college.id, inService);
	await seedRooms(db, college.id);
	await seedTerm(db, college.id, today);
	await seedDepartments(db, college.id);
	await seedPatrols(db, college.id, inService);
	await seedIssueSettings(db, college.id);
	await seedActivityRules(db, college.id);
}

/** A first night that has already begun would be all gaps: the first one is then tomorrow's. */
export function firstNight(now: Date): string {
	const today = dateAt(now, WINDOW.time_zone);
	return windowOn(today, WINDOW).opensAt > now ? today : addDays(today, 1);
}

async function seedGrids(db: Knex, college: number, inService: boolean): Promise<void> {
	// The roll-out (DOMAIN.md 8): buildings 1 to 4 are the pilot, the others follow. Nobody lives in an empty college, so none is owed.
	const stateOf = (building: number) => (inService ? 'active' : building <= 4 ? 'pilot' : 'planned');
	const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
	const buildings = numbers(PLAN.buildings);
	await insertAll(
		db,
		C.grids,
		buildings.map((b) => ({ code: `${b}`, name: `${b}栋`, college, level: 1, position: b, state: stateOf(b) })),
	);
	const floors = buildings.flatMap((b) => numbers(PLAN.floors).map((f) => ({ b, f })));
	const byCode = await gridIds(db, college);
	await insertAll(
		db,
		C.grids,
		floors.map(({ b, f }) => {
			const building = byCode.get(`${b}`);
			return {
				code: `${b}-${f}`,
				name: `${b}栋${f}层`,
				college,
				level: 2,
				parent: building,
				building,
				position: b * 100 + f,
				state: stateOf(b),
			};
		}),
	);
	const withFloors = await gridIds(db, college);
	await insertAll(
		db,
		C.grids,
		floors.flatMap(({ b, f }) =>
			numbers(PLAN.unitsPerFloor).map((u) => ({
				code: `${b}-${f}-${u}`,
				name: `${b}栋${f}层${u}单元`,
				college,
				level: 3,
				parent: withFloors.get(`${b}-${f}`),
				building: withFloors.get(`${b}`),
				floor: withFloors.get(`${b}-${f}`),
				position: b * 1000 + f * 10 + u,
				state: stateOf(b),
			})),
		),
	);
}

async function seedRooms(db: Knex, college: number): Promise<void> {
	const units = await db(C.grids)
		.where({ college, level: 3 })
		.select('id', 'code', 'building', 'floor')
		.orderBy('position');
	await insertAll(
		db,
		C.rooms,
		units.flatMap((unit) => {
			const [building, floor, number] = unit.code.split('-').map(Number);
			return Array.from({ length: PLAN.roomsPerUnit }, (_, index) => {
				const position = (number - 1) * PLAN.roomsPerUnit + index + 1;
				return {
					number: `${building}-${floor}${String(position).padStart(2, '0')}`,
					position,
					beds: PLAN.beds,
					college,
					building: unit.building,
					floor: unit.floor,
					unit: unit.id,
				};
			});
		}),
	);
}

async function seedTerm(db: Knex, college: number, today: string): Promise<void> {
	const year = Number(today.slice(0, 4));
	const spring = today < `${year}-08-01` && today >= `${year}-02-01`;
	const autumnYear = today < `${year}-02-01` ? year - 1 : year;
	const [name, starts, ends] = spring
		? [`${year} 年春季学期`, `${year}-02-15`, `${year}-07-15`]
		: [`${autumnYear} 年秋季学期`, `${autumnYear}-09-01`, `${autumnYear + 1}-01-20`];
	await db(C.terms).insert({ name, college, starts_on: dateValue(starts), ends_on: dateValue(ends) });
}

async function seedDepartments(db: Knex, college: number): Promise<void> {
	await insertAll(db, C.departments, [
		...DEPARTMENTS.map(({ code, name }) => ({ code, name, college, kind: 'teaching', phone: null })),
		...OFFICES.map(({ code, name }) => ({ code, name, college, kind: 'office', phone: null })),
	]);
	const ids = new Map(
		(await db(C.departments).where({ college }).select('id', 'code')).map((row) => [row.code, row.id]),
	);
	await insertAll(
		db,
		C.majors,
		DEPARTMENTS.flatMap(({ code, majors }) =>
			majors.map(([name, short_name]) => ({ department: ids.get(code), name, short_name })),
		),
	);
}

async function gridIds(db: Knex, college: number): Promise<Map<string, number>> {
	return new Map((await db(C.grids).where({ college }).select('id', 'code')).map((row) => [row.code, row.id]));
}
