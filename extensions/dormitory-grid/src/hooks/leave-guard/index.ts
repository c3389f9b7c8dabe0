import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { approveLeave, cancelLeave } from '../../services/leave.ts';
import { changeStay, recordStay } from '../../services/stay.ts';
import { asRecord, askActor } from '../ask-actor.ts';

/** Leaves and holiday stays: who is not expected, and who alone is (DESIGN.md 5). Never into a night that has closed. */
export default defineHook(({ filter }) => {
	filter(`${COLLECTIONS.leaves}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await approveLeave(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.leaves}.items.update`, async (payload, { keys }, context) => {
		const { db, actor, now } = await askActor(context);
		return await cancelLeave(db, actor, asRecord(payload), keys, now);
	});
	filter(`${COLLECTIONS.holidayStays}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await recordStay(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.holidayStays}.items.update`, async (payload, { keys }, context) => {
		const { db, actor, now } = await askActor(context);
		return await changeStay(db, actor, asRecord(payload), keys, now);
	});
});
