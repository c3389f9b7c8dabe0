import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS as C } from '../../constants/collections.ts';
import { checkActivityRule } from '../../services/activities/activity-rules.ts';
import { recordActivity } from '../../services/activities/record-activity.ts';
import { recordOutcome } from '../../services/activities/record-outcome.ts';
import { asRecord, askActor } from '../ask-actor.ts';

/** Meetings, education and culture, and what came of them, come in by created rows. */
export default defineHook(({ filter }) => {
	filter(`${C.activities}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await recordActivity(db, actor, asRecord(payload), now);
	});
	filter(`${C.activityResults}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await recordOutcome(db, actor, asRecord(payload), now);
	});
	for (const event of ['create', 'update']) {
		filter(`${C.activityRules}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await checkActivityRule(db, actor, asRecord(payload), keys);
		});
	}
});
