import type { Knex } from 'knex';
import {
	findMailAddresses,
	findRehearsals,
	insertMessages,
	insertNotifications,
	type NewMessage,
} from '../database/outbox.ts';
import type { OutboxKind } from '../types/api.ts';
import { escapeMarkdown } from '../domain/plain-text.ts';
import { deliverySettings } from './delivery-settings.ts';

export interface Message {
	/** One message, one key, for ever: a second message of the same key is not written (RELIABILITY.md I8). */
	key: string;
	college: number | null;
	night: number | null;
	kind: OutboxKind;
	/** A user's id. */
	recipient: string;
	subject: string;
	/** Plain text; a line that begins with a hyphen is one of a list. The inbox, which reads Markdown, shows it as it stands. */
	message: string;
	/** By mail, too, where the installation can and the person wants it. */
	mail?: boolean;
	/** What the notification leads to in the console. */
	collection?: string;
	item?: string;
}

const MAX_SUBJECT = 255;

/**
 * The one way to tell people something: in the caller's transaction, so that it is told exactly when what it tells is
 * true. The notification is in the inbox with the commit; a mail is left waiting for services/deliver-outbox.ts.
 * A constant number of statements, whatever the number of messages.
 * @returns the keys that were new
 */
export async function notify(
	trx: Knex,
	{ now, messages }: { now: Date; messages: readonly Message[] },
): Promise<Set<string>> {
	if (messages.length === 0) return new Set();
	const addresses = await findMailers(trx, messages);
	const rows = messages.flatMap((told): NewMessage[] => {
		const { key, college, night, kind, recipient, message } = told;
		const subject = told.subject.slice(0, MAX_SUBJECT);
		const base = { key, college, night, kind, recipient, subject, message, robot: null, created_at: now };
		const inbox = {
			...base,
			message: escapeMarkdown(message),
			channel: 'notification',
			state: 'sent',
			sent_at: now,
			next_attempt_at: null,
		} as const;
		const address = addresses.get(key) ?? null;
		const mail = { ...base, channel: 'mail', state: 'waiting', sent_at: null, next_attempt_at: now } as const;
		return [{ ...inbox, address: null }, ...(address === null ? [] : [{ ...mail, key: `${key}:mail`, address }])];
	});
	const inserted = await insertMessages(trx, rows);
	await insertNotifications(
		trx,
		messages
			.filter(({ key }) => inserted.has(key))
			.map(({ recipient, subject, message, collection, item }) => ({
				recipient,
				message: escapeMarkdown(message),
				collection: collection ?? null,
				item: item ?? null,
				timestamp: now,
				subject: subject.slice(0, MAX_SUBJECT),
			})),
	);
	return inserted;
}

/** Who gets this by mail, too: address by key. A rehearsal tells people in the house only. */
async function findMailers(trx: Knex, messages: readonly Message[]): Promise<Map<string, string>> {
	const settings = deliverySettings();
	const wanted = messages.filter(({ mail }) => mail === true);
	if (!settings.mails || wanted.length === 0) return new Map();
	const nights = [...new Set(wanted.flatMap(({ night }) => night ?? []))];
	const rehearsals = settings.rehearsals ? new Set<number>() : await findRehearsals(trx, nights);
	const addresses = await findMailAddresses(trx, [...new Set(wanted.map(({ recipient }) => recipient))]);
	return new Map(
		wanted
			.filter(({ night }) => night === null || !rehearsals.has(night))
			.flatMap(({ key, recipient }) => {
				const address = addresses.get(recipient);
				return address === undefined ? [] : [[key, address] as const];
			}),
	);
}
