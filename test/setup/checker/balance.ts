import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readFlag, readJson, readNumber } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { type Check, type Violation } from './violation.ts';

const KINDS = ['late_return', 'not_returned', 'on_leave'] as const;
type Kind = (typeof KINDS)[number];

/** I6, room by room, of every unit's submission that was ever taken: beds taken = in + late + not returned + on leave. */
export const checkRoomBalance: Check = async (db) => {
	const violations: Violation[] = [];
	const frozen: { night: number; unit: number; room: number; student: number }[] = await db(C.nightResidents).select(
		'night',
		'unit',
		'room',
		'student',
	);
	const residents = groupBy(frozen, (row) => `${row.night}:${row.unit}:${row.room}`);
	const roomsOf = groupBy(frozen, (row) => `${row.night}:${row.unit}`);
	const entries = groupBy(
		await db(C.nightEntries).select('submission', 'student', 'kind', 'room'),
		(row) => row.submission,
	);
	const submissions = await db(C.nightSubmissions)
		.whereNotNull('unit')
		.select('id', 'night', 'unit', 'rooms', 'present', ...KINDS);
	for (const submission of submissions) {
		const named = entries.get(submission.id) ?? [];
		const claimed = readRooms(readJson(submission.rooms));
		const complain = (what: string) =>
			violations.push({ invariant: 'I6', what: `submission ${submission.id}: ${what}` });
		if (new Set(named.map((entry) => entry.student)).size !== named.length) complain('a student twice');
		for (const room of new Set((roomsOf.get(`${submission.night}:${submission.unit}`) ?? []).map((row) => row.room))) {
			const beds = residents.get(`${submission.night}:${submission.unit}:${room}`)?.length ?? 0;
			const away = named.filter((entry) => entry.room === room).length;
			if (beds !== (claimed.get(room) ?? Number.NaN) + away)
				complain(`room ${room} has ${beds} residents, ${claimed.get(room)} in and ${away} away`);
		}
		const sums = { present: [...claimed.values()].reduce((sum, present) => sum + present, 0), ...countKinds(named) };
		for (const [name, value] of Object.entries(sums))
			if (readNumber(submission[name]) !== value) complain(`${name} is ${submission[name]}, its rooms make ${value}`);
	}
	return violations;
};

/** I6, upwards: a unit's report is its current submission, floors and buildings are the sum of their units, grids and departments agree. */
export const checkSums: Check = async (db) => {
	const violations: Violation[] = [];
	const reports = await db(`${C.nightReports} as r`)
		.join(`${C.nights} as n`, 'n.id', 'r.night')
		.leftJoin(`${C.nightSubmissions} as s`, 's.id', 'r.submission')
		.select('r.night', 'r.grid', 'r.level', 'r.state', 'r.residents', 'r.building', 'r.floor', 'n.state as night_state')
		.select(['present', ...KINDS].flatMap((name) => [`r.${name}`, `s.${name} as sent_${name}`]));
	const units = reports.filter((row) => row.level === 3);
	for (const row of reports) {
		const names = ['present', ...KINDS];
		const below = units.filter(
			(unit) => unit.night === row.night && unit[row.level === 1 ? 'building' : 'floor'] === row.grid,
		);
		const rolledUp = row.level < 3 && row.night_state === 'closed';
		const wanted = (name: string) =>
			rolledUp ? below.reduce((sum, unit) => sum + readNumber(unit[name]), 0) : readNumber(row[`sent_${name}`]);
		const wrong = names.filter((name) => (row.level === 3 || rolledUp) && readNumber(row[name]) !== wanted(name));
		if (wrong.length > 0)
			violations.push({
				invariant: 'I6',
				what: `grid ${row.grid} of night ${row.night}: ${wrong.map((name) => `${name} ${row[name]}, should be ${wanted(name)}`).join('; ')}`,
			});
	}
	const entries = await db(`${C.nightReports} as r`)
		.join(`${C.nightEntries} as e`, 'e.submission', 'r.submission')
		.where('r.level', 3)
		.select('r.night', 'e.kind', 'e.department');
	for (const summary of await db(C.nightSummaries).whereNotNull('computed_at').select('*')) {
		const own = units.filter((unit) => unit.night === summary.night);
		const named = entries.filter((entry) => entry.night === summary.night);
		const total = { residents: own.reduce((sum, unit) => sum + readNumber(unit.residents), 0), ...countKinds(named) };
		const complain = (what: string) =>
			violations.push({ invariant: 'I6', what: `summary of night ${summary.night}: ${what}` });
		for (const [name, value] of Object.entries(total))
			if (readNumber(summary[name]) !== value) complain(`${name} is ${summary[name]}, grids make ${value}`);
		if (!readFlag(summary.sums_agree)) complain('says itself that grids and departments disagree');
		const departments = readDepartments(readJson(summary.departments));
		for (const name of ['residents', ...KINDS] as const) {
			const sum = departments.reduce((part, department) => part + readNumber(department[name]), 0);
			if (sum !== total[name]) complain(`${name}: departments make ${sum}, grids ${total[name]}`);
		}
		for (const department of departments) {
			const counted = countKinds(named.filter((entry) => entry.department === (department['department'] ?? null)));
			for (const kind of KINDS)
				if (readNumber(department[kind]) !== counted[kind])
					complain(
						`department ${String(department['department'])} has ${readNumber(department[kind])} ${kind}, entries ${counted[kind]}`,
					);
		}
	}
	return violations;
};

function countKinds(entries: readonly { kind: string }[]): Record<Kind, number> {
	const count = (kind: Kind) => entries.filter((entry) => entry.kind === kind).length;
	return { late_return: count('late_return'), not_returned: count('not_returned'), on_leave: count('on_leave') };
}

function readRooms(value: unknown): Map<number, number> {
	if (!Array.isArray(value)) return new Map();
	return new Map(value.map((room: { room: unknown; present: unknown }) => [Number(room.room), Number(room.present)]));
}

function readDepartments(value: unknown): Record<string, unknown>[] {
	return Array.isArray(value) ? value : [];
}
