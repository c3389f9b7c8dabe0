import { defineHook } from '@directus/extensions-sdk';
import type { EventContext } from '@directus/types';
import type { Knex } from 'knex';
import { readClock } from '../../database/read-clock.ts';
import {
	type AccountAsker,
	checkAccount,
	checkNotification,
	checkPreset,
	tellPasswordPolicy,
} from '../../services/account.ts';
import { asRecord } from '../ask-actor.ts';
import { requestLanguage } from '../shield/request-context.ts';
import { waitToHash } from './wait-to-hash.ts';
import { nameRefusedPassword } from './refused-password.ts';

/** What everybody may write about himself: within bounds, and his log-in only when he has just proved who he is. */
export default defineHook(({ filter }) => {
	for (const event of ['create', 'update']) {
		filter(`users.${event}`, async (payload, { keys = [] }, context) => {
			await checkAccount(context.database as Knex, await askerOf(context), asRecord(payload), keys);
			const { database, accountability } = context;
			if (event === 'update' && accountability?.user && !accountability.admin && 'password' in asRecord(payload)) {
				const within = 'isTransaction' in database && database.isTransaction === true ? 'transaction' : 'nothing';
				await waitToHash(accountability.user, { within });
			}
			return payload;
		});
		filter(`presets.${event}`, async (payload, _, context) => {
			await checkPreset(context.database as Knex, await askerOf(context), asRecord(payload), event === 'create');
			return payload;
		});
	}
	filter('notifications.update', async (payload, _, context) => {
		checkNotification(await askerOf(context), asRecord(payload));
		return payload;
	});
	filter('request.error', async (errors, _, { database }) =>
		nameRefusedPassword(errors, async () => await tellPasswordPolicy(database as Knex, requestLanguage())),
	);
});

async function askerOf({ database, accountability }: EventContext): Promise<AccountAsker> {
	return { accountability, language: requestLanguage(), now: await readClock(database as Knex) };
}
