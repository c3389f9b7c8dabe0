import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readNumber } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { type Check, found, type Violation } from './violation.ts';

const LEVELS = [
	[3, 'unit'],
	[2, 'floor'],
	[1, 'building'],
] as const;

/** I1: one night a college and date, one a rehearsal; its reports are exactly the grids of its frozen residents. */
export const checkFrozenList: Check = async (db) => {
	const violations: Violation[] = [
		...found(
			'I1',
			await twice(db, C.nights, ['college', 'date'], { kind: 'regular' }),
			(row) => `two regular nights of a date ${say(row)}`,
		),
		...found(
			'I1',
			await twice(db, C.nights, ['rehearsal'], { kind: 'rehearsal' }),
			(row) => `two nights of a rehearsal ${say(row)}`,
		),
		...found('I1', await twice(db, C.nightReports, ['night', 'grid']), (row) => `two reports of a grid ${say(row)}`),
		...found(
			'I1',
			await twice(db, C.nightResidents, ['night', 'student']),
			(row) => `a student expected twice ${say(row)}`,
		),
	];
	const early = await db(`${C.nightReports} as r`)
		.join(`${C.nights} as n`, 'n.id', 'r.night')
		.where('n.state', 'planned')
		.select('r.night', 'r.grid');
	violations.push(...found('I1', early, (row) => `a report before its night opened ${say(row)}`));
	for (const [level, column] of LEVELS) violations.push(...(await compareLevel(db, level, column)));
	return violations;
};

async function compareLevel(db: Knex, level: number, column: string): Promise<Violation[]> {
	const expected: Count[] = await db(C.nightResidents)
		.groupBy('night', column)
		.select('night', `${column} as grid`)
		.count('* as residents');
	const reported: Count[] = await db(C.nightReports).where({ level }).select('night', 'grid', 'residents');
	const counts = new Map(expected.map((row) => [`${row.night}:${row.grid}`, readNumber(row.residents)]));
	const known = new Set(reported.map((row) => `${row.night}:${row.grid}`));
	return [
		...found(
			'I1',
			expected.filter((row) => !known.has(`${row.night}:${row.grid}`)),
			(row) => `residents but no report at level ${level} ${say(row)}`,
		),
		...found(
			'I1',
			reported.filter((row) => counts.get(`${row.night}:${row.grid}`) !== readNumber(row.residents)),
			(row) => `a report whose residents are not the frozen ones ${say(row)}`,
		),
	];
}

interface Count {
	night: number;
	grid: number;
	residents: unknown;
}

async function twice(db: Knex, table: string, columns: readonly string[], where: object = {}): Promise<object[]> {
	return await db(table).where(where).groupBy(columns).havingRaw('count(*) > 1').select(columns).count('* as times');
}

function say(row: object): string {
	return JSON.stringify(row);
}
