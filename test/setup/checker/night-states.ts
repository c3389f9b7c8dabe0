import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment, readNumber } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { type Check, found, TICK_MS, type Violation } from './violation.ts';

/** I2: in a closed night every expected grid is on time, late or missing, and the three counts add up. */
export const checkClosedNights: Check = async (db) => {
	const still = await db(`${C.nightReports} as r`)
		.join(`${C.nights} as n`, 'n.id', 'r.night')
		.where('n.state', 'closed')
		.whereNotIn('r.state', ['on_time', 'late', 'missing'])
		.select('r.night', 'r.grid', 'r.state');
	const violations = found('I2', still, (row) => `grid ${row.grid} of closed night ${row.night} is ${row.state}`);
	const counts = await db(C.nightReports)
		.where({ level: 3 })
		.groupBy('night', 'state')
		.select('night', 'state')
		.count('* as times');
	const count = (night: number, state?: string) =>
		counts
			.filter((row) => row.night === night && (state === undefined || row.state === state))
			.reduce((sum, row) => sum + readNumber(row.times), 0);
	const nights = await db(`${C.nights} as n`)
		.leftJoin(`${C.nightSummaries} as s`, 's.night', 'n.id')
		.where('n.state', 'closed')
		.select('n.id', 's.night as summary', 's.units_expected', 's.units_on_time', 's.units_late', 's.units_missing');
	for (const night of nights) {
		if (night.summary === null) {
			violations.push({ invariant: 'I2', what: `closed night ${night.id} has no summary` });
			continue;
		}
		const parts = readNumber(night.units_on_time) + readNumber(night.units_late) + readNumber(night.units_missing);
		const agrees =
			parts === readNumber(night.units_expected) &&
			parts === count(night.id) &&
			readNumber(night.units_on_time) === count(night.id, 'on_time') &&
			readNumber(night.units_late) === count(night.id, 'late') &&
			readNumber(night.units_missing) === count(night.id, 'missing');
		if (!agrees)
			violations.push({
				invariant: 'I2',
				what: `the counts of night ${night.id} do not add up: ${JSON.stringify(night)}`,
			});
	}
	return violations;
};

/** I3: what a report has become agrees with its submissions: due and missing have none, on time and late follow the first one. */
export const checkStateMoves: Check = async (db) => {
	const reports = await db(`${C.nightReports} as r`)
		.join(`${C.nights} as n`, 'n.id', 'r.night')
		.leftJoin(`${C.nightSubmissions} as s`, (on) =>
			on.on('s.night', 'r.night').andOn('s.grid', 'r.grid').andOnVal('s.number', 1),
		)
		.select('r.night', 'r.grid', 'r.state', 'n.state as night_state', 's.received_state as first');
	const wrong = reports.filter(({ state, night_state, first }) => {
		if (state === 'on_time') return first !== 'on_time';
		if (state === 'late') return first !== 'late' || night_state !== 'closed';
		if (state === 'missing') return first !== null || night_state !== 'closed';
		return first !== null;
	});
	const nights = await db(C.nights).select('id', 'state', 'opened_at', 'closed_at');
	const halfway = nights.filter(
		(night) =>
			(night.state === 'closed') !== (night.closed_at !== null) ||
			(night.state === 'planned') !== (night.opened_at === null),
	);
	return [
		...found(
			'I3',
			wrong,
			(row) =>
				`grid ${row.grid} of ${row.night_state} night ${row.night} is ${row.state}, its first submission ${row.first}`,
		),
		...found(
			'I3',
			halfway,
			(row) => `night ${row.id} is ${row.state}, opened ${row.opened_at}, closed ${row.closed_at}`,
		),
	];
};

/** I9: closed at its cut-off or at the first tick that anybody could make, with the delay noted; nothing due is left lying. */
export const checkClosingTime: Check = async (db, { now, downtimes = [] }) => {
	const violations: Violation[] = [];
	for (const night of await db(C.nights).select(
		'id',
		'state',
		'opens_at',
		'closes_at',
		'closed_at',
		'closed_late_by',
	)) {
		const closesAt = readMoment(night.closes_at)?.getTime() ?? 0;
		const possible = firstChance(closesAt, downtimes);
		const closedAt = readMoment(night.closed_at)?.getTime() ?? null;
		const complain = (what: string) => violations.push({ invariant: 'I9', what: `night ${night.id} ${what}` });
		if (closedAt === null) {
			if (now.getTime() > possible + TICK_MS)
				complain(`is ${night.state} ${Math.round((now.getTime() - closesAt) / 1000)} s after its cut-off`);
			continue;
		}
		if (closedAt < closesAt) complain('closed before its cut-off');
		if (closedAt > possible + TICK_MS)
			complain(`closed ${Math.round((closedAt - possible) / 1000)} s after it could have been`);
		if (readNumber(night.closed_late_by) !== Math.floor((closedAt - closesAt) / 1000))
			complain(`notes ${night.closed_late_by} s of delay`);
	}
	return violations;
};

/** The first moment from `due` on at which a server ran. */
export function firstChance(due: number, downtimes: readonly { from: Date; to: Date }[]): number {
	const covering = downtimes.find(({ from, to }) => from.getTime() <= due && due < to.getTime());
	return covering ? firstChance(covering.to.getTime(), downtimes) : due;
}
