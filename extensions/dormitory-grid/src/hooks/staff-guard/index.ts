import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { assignStaff, endAssignment, endingOfUpdate } from '../../services/staff.ts';
import { asRecord, askActor } from '../ask-actor.ts';

/** Posts begin and end by created rows; a last day set on the post itself becomes such a row (services/staff.ts). */
export default defineHook(({ filter }) => {
	filter(`${COLLECTIONS.staffAssignments}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await assignStaff(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.staffEndings}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await endAssignment(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.staffAssignments}.items.update`, async (payload, { keys }, context) => {
		const { db, actor } = await askActor(context);
		return await endingOfUpdate(db, actor, asRecord(payload), keys);
	});
});
