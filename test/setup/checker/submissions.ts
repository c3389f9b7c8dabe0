import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { judgeKeys } from './acknowledged.ts';
import { groupBy } from './group-by.ts';
import { type Check, found, type Violation } from './violation.ts';

/** I4: a submission and what follows from it are there together or not at all; a key has one effect; what was acknowledged is there. */
export const checkSubmissions: Check = async (db, { history }) => {
	const keys = await db(C.nightSubmissions)
		.groupBy('reporter', 'client_key')
		.havingRaw('count(*) > 1')
		.select('reporter', 'client_key');
	// The columns themselves allow it; see submissionInput, which does not.
	const nameless = await db(C.nightSubmissions)
		.where((wrong) => wrong.whereNull('night').orWhereNull('grid').orWhereNull('client_key'))
		.select('id');
	const orphans = await db(`${C.nightEntries} as e`)
		.leftJoin(`${C.nightSubmissions} as s`, 's.id', 'e.submission')
		.where((wrong) => wrong.whereNull('s.id').orWhereRaw('s.night <> e.night').orWhereRaw('s.grid <> e.unit'))
		.select('e.id', 'e.night', 'e.student');
	const strangers = await db(`${C.nightEntries} as e`)
		.leftJoin(`${C.nightResidents} as f`, (on) =>
			on.on('f.night', 'e.night').andOn('f.student', 'e.student').andOn('f.unit', 'e.unit'),
		)
		.whereNull('f.id')
		.select('e.id', 'e.night', 'e.student');
	const violations: Violation[] = [
		...found('I4', keys, (row) => `key ${row.client_key} has more than one effect`),
		...found('I4', nameless, (row) => `submission ${row.id} lacks its night, its grid or its key`),
		...found('I4', orphans, (row) => `entry ${row.id} of night ${row.night} has no submission of its own`),
		...found(
			'I4',
			strangers,
			(row) => `entry ${row.id} names student ${row.student}, who was not expected in that unit`,
		),
	];
	const submissions: Row[] = await db(C.nightSubmissions)
		.select('id', 'night', 'grid', 'number', 'reporter', 'client_key')
		.orderBy('number');
	const reports = await db(C.nightReports).select('night', 'grid', 'submission', 'submissions');
	const byGrid = groupBy(submissions, (row) => `${row.night}:${row.grid}`);
	for (const report of reports) {
		const own = byGrid.get(`${report.night}:${report.grid}`) ?? [];
		byGrid.delete(`${report.night}:${report.grid}`);
		const inARow = own.every((row, index) => row.number === index + 1);
		if (!inARow || own.length !== report.submissions || (own.at(-1)?.id ?? null) !== report.submission) {
			violations.push({
				invariant: 'I4',
				what: `grid ${report.grid} of night ${report.night} counts ${report.submissions} submissions, there are ${own.map((row) => row.number).join(', ') || 'none'}`,
			});
		}
	}
	for (const place of byGrid.keys())
		violations.push({ invariant: 'I4', what: `submissions for a grid that owed nothing: ${place}` });
	return history ? [...violations, ...judgeKeys(history, submissions)] : violations;
};

interface Row {
	id: string;
	night: number;
	grid: number;
	number: number;
	reporter: string | null;
	client_key: string;
}

/** I5: received in time is never missing or late; received after the close is never on time. */
export const checkTimeliness: Check = async (db, { history = [] }) => {
	const violations: Violation[] = [];
	const rows = await db(`${C.nightSubmissions} as s`)
		.join(`${C.nights} as n`, 'n.id', 's.night')
		.leftJoin(`${C.nightReports} as r`, (on) => on.on('r.night', 's.night').andOn('r.grid', 's.grid'))
		.select('s.id', 's.grid', 's.night', 's.received_at', 's.received_state', 'n.closes_at', 'n.closed_at', 'r.state');
	const ends = new Map<string, { closesAt: number; closedAt: number; state: string; received: string }>();
	for (const row of rows) {
		const receivedAt = readMoment(row.received_at)?.getTime() ?? Number.NaN;
		const closesAt = readMoment(row.closes_at)?.getTime() ?? Number.NaN;
		const closedAt = readMoment(row.closed_at)?.getTime() ?? Number.POSITIVE_INFINITY;
		ends.set(row.id, { closesAt, closedAt, state: row.state, received: row.received_state });
		const complain = (what: string) =>
			violations.push({ invariant: 'I5', what: `grid ${row.grid} of night ${row.night}: ${what}` });
		if (row.state === 'missing') complain('missing, though a submission was received');
		if (row.received_state === 'on_time' && row.state !== 'on_time') complain(`received on time, but ${row.state}`);
		if (row.received_state === 'on_time' && !(receivedAt < closesAt))
			complain('on time, though received after the cut-off');
		if (row.received_state === 'on_time' && receivedAt > closedAt) complain('on time, though received after the close');
	}
	for (const line of history) {
		const end = line.type === 'ok' && line.id !== undefined ? ends.get(line.id) : undefined;
		if (!end) continue;
		// By the client's own clock, on the same machine: answered before the cut-off, or sent after the close.
		if (line.at < end.closesAt && end.received !== 'on_time')
			violations.push({ invariant: 'I5', what: `${line.key} was answered before the cut-off and is ${end.received}` });
		if (line.sentAt > end.closedAt && end.received === 'on_time' && !line.again)
			violations.push({ invariant: 'I5', what: `${line.key} was sent after the close and is on time` });
	}
	return violations;
};
