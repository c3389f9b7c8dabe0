import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { type Check, found } from './violation.ts';

/** I8: one outbox row a message, one message an edition, sent, and in the recipient's inbox exactly once. */
export const checkMessages: Check = async (db, { now }) => {
	const keys = await db(C.outbox).groupBy('key').havingRaw('count(*) > 1').select('key');
	const messages = await db(C.outbox).select(
		'key',
		'recipient',
		'subject',
		'message',
		'created_at',
		'sent_at',
		'night',
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
	const sent = groupBy(messages, (row) => text(row, row.created_at));
	const misdelivered = [...sent]
		.filter(([told, rows]) => arrived.get(told)?.length !== rows.length)
		.flatMap(([, rows]) => rows);
	const waiting = messages.filter(
		(message) => message.sent_at === null && moment(message.created_at) < now.getTime() - 60_000,
	);
	return [
		...found('I8', keys, (row) => `two messages with key ${row.key}`),
		...found('I8', untold, (key) => `no message ${key}`),
		...found(
			'I8',
			messages.filter((message) => !wanted.has(message.key)),
			(row) => `message ${row.key} without an edition`,
		),
		...found('I8', waiting, (row) => `message ${row.key} was never sent`),
		...found('I8', misdelivered, (row) => `message ${row.key} is not in the inbox exactly once`),
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
