import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { type Check, found } from './violation.ts';

/** Longest time between a person's report and the reminder that no longer goes to him: a transaction's. */
const REMINDER_GRACE_MS = 5_000;

/** I8: one outbox row a message, one message an edition, in the recipient's inbox exactly once; delivery says where it stands. */
export const checkMessages: Check = async (db) => {
	const keys = await db(C.outbox).groupBy('key').havingRaw('count(*) > 1').select('key');
	const messages = await db(C.outbox).select(
		'key',
		'kind',
		'recipient',
		'subject',
		'message',
		'created_at',
		'sent_at',
		'night',
		'channel',
	);
	const editions = await db(`${C.nightEditions} as e`)
		.join(`${C.nights} as n`, 'n.id', 'e.night')
		.select('e.night', 'e.counsellor', 'e.number', 'e.made_at', 'n.kind', 'n.college', 'n.closes_at');
	const nights = await db(C.nights).where({ kind: 'regular' }).select('college', 'closes_at');
	const known = new Set(messages.map((message) => message.key));
	const wanted = new Map(
		editions.map((edition) => [`edition:${edition.night}:${edition.counsellor}:${edition.number}`, edition]),
	);
	// After days of silence a counsellor is told of the last night only (X11): the earlier ones are there to read.
	const quiet = (edition: (typeof editions)[number]) =>
		edition.kind === 'regular' &&
		nights.some(
			(later) =>
				later.college === edition.college &&
				moment(later.closes_at) > moment(edition.closes_at) &&
				moment(later.closes_at) <= moment(edition.made_at),
		);
	const untold = [...wanted].filter(([key, edition]) => !known.has(key) && !quiet(edition)).map(([key]) => key);
	const inbox = await db('directus_notifications').select('recipient', 'subject', 'message', 'timestamp');
	// Nights told in the same tick may say the same: as many in the inbox as were sent.
	const text = (row: Told, at: unknown) => `${row.recipient}|${row.subject}|${row.message}|${moment(at)}`;
	const arrived = groupBy(inbox, (row) => text(row, row.timestamp));
	const inHouse = messages.filter(({ channel }) => channel === 'notification');
	const sent = groupBy(inHouse, (row) => text(row, row.created_at));
	const misdelivered = [...sent]
		.filter(([told, rows]) => arrived.get(told)?.length !== rows.length)
		.flatMap(([, rows]) => rows);
	return [
		...found('I8', keys, (row) => `two messages with key ${row.key}`),
		...found('I8', untold, (key) => `no message ${key}`),
		...found(
			'I8',
			inHouse.filter((message) => message.kind === 'edition' && !wanted.has(message.key)),
			(row) => `message ${row.key} without an edition`,
		),
		...found('I8', misdelivered, (row) => `message ${row.key} is not in the inbox exactly once`),
	];
};

/** I8: where a message stands agrees with what was done for it, and nothing waits on while something is delivering. */
export const checkDelivery: Check = async (db, { now }) => {
	const rows = await db(C.outbox)
		.select('key', 'channel', 'state', 'sent_at', 'attempts', 'claim', 'claimed_until', 'attempted_at')
		.select('next_attempt_at', 'last_error', 'recipient', 'address', 'robot');
	const astray = (row: (typeof rows)[number]) =>
		(row.state === 'sent') !== (row.sent_at !== null) ||
		(row.channel === 'notification' && row.state !== 'sent') ||
		(row.channel === 'mail' && row.address === null) ||
		(row.channel !== 'robot' && row.recipient === null) ||
		(row.state === 'waiting' && row.next_attempt_at === null) ||
		(row.state === 'dead' && (row.last_error === null || row.claim === 0)) ||
		(row.channel !== 'notification' && row.state === 'sent' && row.claim === 0) ||
		(row.claim > 0 && row.attempted_at === null) ||
		row.attempts > row.claim;
	const forgotten = (row: (typeof rows)[number]) =>
		row.state === 'waiting' &&
		moment(row.next_attempt_at) < now.getTime() - 90_000 &&
		(row.claimed_until === null || moment(row.claimed_until) < now.getTime() - 90_000);
	return [
		...found('I8', rows.filter(astray), (row) => `message ${row.key} is ${row.state} and does not look like it`),
		...found('I8', rows.filter(forgotten), (row) => `message ${row.key} waits and nobody delivers it`),
	];
};

/** The budget of reminders a person a night, and none to anyone whose report was in. */
export const checkReminders: Check = async (db) => {
	const told = await db(`${C.outbox} as o`)
		.join(`${C.colleges} as c`, 'c.id', 'o.college')
		.where({ 'o.kind': 'reminder', 'o.channel': 'notification' })
		.select('o.key', 'o.night', 'o.recipient', 'o.created_at', 'c.reminder_budget as budget');
	const reports = await db(`${C.nightReports} as r`)
		.join(`${C.staffScopes} as s`, (on) =>
			on
				.on((unit) => unit.on('s.unit', 'r.grid').andOnVal('r.level', 3))
				.orOn((floor) => floor.on('s.floor', 'r.grid').andOnVal('r.level', 2))
				.orOn((building) => building.on('s.building', 'r.grid').andOnVal('r.level', 1)),
		)
		.select('r.night', 's.person', 'r.first_received_at');
	const over = [...groupBy(told, (row) => `${row.night} ${row.recipient}`).values()].filter(
		(rows) => rows.length > Number(rows[0]?.budget),
	);
	const owed = groupBy(reports, (row) => `${row.night} ${row.person}`);
	// Whose post has ended since cannot be judged any more.
	const needless = told.filter((row) => {
		const his = owed.get(`${row.night} ${row.recipient}`) ?? [];
		const last = his.map(({ first_received_at: at }) => (at === null ? Infinity : moment(at)));
		return his.length > 0 && Math.max(...last) < moment(row.created_at) - REMINDER_GRACE_MS;
	});
	return [
		...found('I8', over, (rows) => `${rows.length} reminders to ${rows[0]?.recipient} in night ${rows[0]?.night}`),
		...found('I8', needless, (row) => `reminder ${row.key} went to somebody who had reported`),
	];
};

interface Told {
	recipient: string;
	subject: string;
	message: string;
}

function moment(value: unknown): number {
	return readMoment(value)?.getTime() ?? Number.NaN;
}
