import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS as C } from '../../constants/collections.ts';
import { checkPeriod, checkPlan, placeFacility } from '../../services/patrols/patrol-settings.ts';
import { recordPatrol } from '../../services/patrols/record-patrol.ts';
import { checkColleges } from '../../services/structure.ts';
import { asRecord, askActor } from '../ask-actor.ts';

/** Walks come in by created rows; what they are walked by is looked at before it counts. */
export default defineHook(({ filter }) => {
	filter(`${C.patrols}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await recordPatrol(db, actor, asRecord(payload), now);
	});
	for (const event of ['create', 'update']) {
		filter(`${C.facilities}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await placeFacility(db, actor, asRecord(payload), keys);
		});
		filter(`${C.patrolPlans}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await checkPlan(db, actor, asRecord(payload), keys);
		});
		filter(`${C.sensitivePeriods}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await checkPeriod(db, actor, asRecord(payload), keys);
		});
		filter(`${C.checklistItems}.items.${event}`, async (payload, _, context) => {
			const { db, actor } = await askActor(context);
			await checkColleges(db, actor, asRecord(payload));
			return payload;
		});
	}
});
