import type { OutboxChannel, OutboxKind, OutboxState, PagePerson } from './api.ts';

/** Why a message did not arrive, for people: what the other side said is kept beside it, for whoever looks after the server. */
export type DeliveryProblem =
	/** The mail's address is unknown to its server. */
	| 'address'
	/** The mail server did not take it: busy, full, suspicious of the sender. */
	| 'refused'
	/** The server's own log-in at the mail server. */
	| 'login'
	| 'timeout'
	| 'unreachable'
	/** The robot is unknown to its platform, or its key or signature is wrong. */
	| 'robot'
	| 'robot_off'
	| 'robot_host'
	| 'too_often'
	| 'given_up'
	| 'other';

export interface SentMessage {
	id: number;
	kind: OutboxKind;
	channel: OutboxChannel;
	state: OutboxState;
	/** A person's name, or a robot's. */
	to: string | null;
	address: string | null;
	subject: string;
	night: { id: number; date: string } | null;
	/** Name of the college; `null`: it belongs to none. */
	college: string | null;
	created_at: string;
	sent_at: string | null;
	/** Of a waiting message: when it is tried next. */
	next_attempt_at: string | null;
	attempts: number;
	/** Of the last try that failed, unless a later one has arrived. */
	error: { problem: DeliveryProblem; detail: string } | null;
	/** The last time that a person had it sent again. */
	retried: { at: string; by: string | null } | null;
}

/**
 * GET /grid/api/messages?state=&channel=&night=&person=&before= — newest first. A working group sees its college's messages,
 * an administrator all of them, also those without a college; others: 403 GRID_FORBIDDEN. No message's text, only its
 * subject. `person` is part of a name or address; `before` the last id of the page before. ETag and 304.
 */
export interface MessagesAnswer {
	now: string;
	time_zone: string;
	person: PagePerson;
	/** Whether mails can leave at all. */
	mails: boolean;
	/** Whether the asker sees more than one college's. */
	colleges: boolean;
	/** Of everything that the asker may see, whatever is filtered. */
	counts: { dead: number; waiting: number };
	messages: SentMessage[];
	/** There are older ones. */
	more: boolean;
}

/** POST /grid/api/messages/:id/retry — has a dead letter sent again; anything else stays as it is, and `retried` is false. */
export interface RetryAnswer {
	id: number;
	retried: boolean;
	state: OutboxState;
}
