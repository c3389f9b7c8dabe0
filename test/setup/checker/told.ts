import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { groupBy } from './group-by.ts';
import { type Check, found, type Violation } from './violation.ts';

/** I8: whoever a room of the second look was drawn for has one message that names it; of a room without anybody the working group has. */
export const checkSecondLookTold: Check = async (db) => {
	const checks = await db(`${C.nightChecks} as k`)
		.join(`${C.rooms} as m`, 'm.id', 'k.room')
		.select('k.night', 'k.assigned_to', 'k.college', 'm.number');
	const messages = await db(C.outbox)
		.where({ kind: 'second_look', channel: 'notification' })
		.select('key', 'night', 'recipient', 'message');
	const groups = await db(C.staffScopes).where({ position: 'working_group' }).pluck('college');
	const untold = checks.filter(({ night, assigned_to, college, number }) => {
		const own = messages.filter((message) => message.night === night);
		if (assigned_to === null)
			return groups.includes(college) && !own.some(({ key }) => key.startsWith(`second_look:${night}:nobody:`));
		const his = own.filter(({ key }) => key === `second_look:${night}:${assigned_to}`);
		return his.length !== 1 || !his[0]?.message.split('\n').includes(`- ${number}`);
	});
	return found(
		'I8',
		untold,
		(row) => `room ${row.number} of night ${row.night}: ${row.assigned_to ?? 'nobody'} was not told`,
	);
};

/**
 * A hand-back is of a report of its own grid, and told to whoever is to look again; a report is handed back exactly while
 * the submission that somebody handed back is its current one.
 */
export const checkHandbacks: Check = async (db) => {
	const handbacks = await db(`${C.nightHandbacks} as h`)
		.leftJoin(`${C.nightSubmissions} as s`, 's.id', 'h.submission')
		.select('h.id', 'h.night', 'h.grid', 'h.reason', 'h.submission', 'h.handed_by', 's.reporter')
		.select({ own_night: 's.night', own_grid: 's.grid' });
	const staff = groupBy(await db(C.staffScopes).whereNotNull('unit').select('unit', 'person'), (row) => row.unit);
	const told = groupBy(
		await db(C.outbox).where({ kind: 'handback', channel: 'notification' }).select('key'),
		({ key }) => key.split(':')[1],
	);
	const violations: Violation[] = [];
	const complain = (what: string) => void violations.push({ invariant: 'handbacks', what });
	for (const { id, night, grid, submission, handed_by, reporter, own_night, own_grid } of handbacks) {
		if (own_night !== night || own_grid !== grid) complain(`${id}: ${submission} is no report of grid ${grid}`);
		const concerned = [...(staff.get(grid) ?? []).map(({ person }) => person), reporter].filter(
			(person) => person !== null && person !== handed_by,
		);
		if (concerned.length > 0 && !told.has(id)) complain(`${id}: nobody was told`);
	}
	const reports = await db(C.nightReports)
		.where({ level: 3 })
		.select('night', 'grid', 'submission', 'handed_back_at', 'handed_back_reason');
	for (const { night, grid, submission, handed_back_at, handed_back_reason } of reports) {
		const own = handbacks.filter((one) => submission !== null && one.submission === submission);
		const name = `grid ${grid} of night ${night}`;
		if ((handed_back_at !== null) !== own.length > 0)
			complain(
				`${name} is ${handed_back_at === null ? 'not ' : ''}handed back, ${own.length} hand-backs of its report`,
			);
		else if (own.length > 0 && !own.some(({ reason }) => reason === handed_back_reason))
			complain(`${name} gives another reason`);
	}
	return violations;
};
