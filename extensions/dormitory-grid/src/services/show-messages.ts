import type { Knex } from 'knex';
import { z } from 'zod';
import { findCollegeOf } from '../database/find-nights.ts';
import { countUnsent, findMessages } from '../database/find-messages.ts';
import type { Actor } from '../domain/scope.ts';
import type { MessagesAnswer } from '../types/api-messages.ts';
import { deliverySettings } from './delivery-settings.ts';
import { parseInput } from './parse-input.ts';
import { messageScope } from './retry-message.ts';

const PAGE = 50;

const key = z.coerce.number().int().positive().max(2_147_483_647).optional();
const messagesQuery = z.object({
	state: z.enum(['waiting', 'sent', 'dropped', 'dead']).optional(),
	channel: z.enum(['notification', 'mail', 'robot']).optional(),
	night: key,
	person: z
		.string()
		.trim()
		.max(100)
		.refine((text) => !text.includes('\0'))
		.optional(),
	before: key,
});

/** What the house has told to whom, and what became of it (types/api-messages.ts). */
export async function showMessages(db: Knex, actor: Actor, query: unknown, now: Date): Promise<MessagesAnswer> {
	const scope = messageScope(actor);
	const { state, channel, night, person, before } = parseInput(messagesQuery, query, actor.language);
	const filter = {
		state: state ?? null,
		channel: channel ?? null,
		night: night ?? null,
		person: person || null,
		before: before ?? null,
	};
	// One more than is shown tells whether there are more.
	const found = await findMessages(db, scope, filter, PAGE + 1);
	const college = await findCollegeOf(db, actor);
	return {
		now: now.toISOString(),
		time_zone: college?.timeZone ?? 'UTC',
		person: { id: actor.user ?? '', name: actor.name, language: actor.language },
		mails: deliverySettings().mails,
		colleges: scope === null || scope.length > 1,
		counts: await countUnsent(db, scope),
		messages: found.slice(0, PAGE),
		more: found.length > PAGE,
	};
}
