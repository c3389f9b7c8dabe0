import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { repairStudentPlaces } from '../../database/open-night.ts';
import { checkCollege, checkGridChange, placeNewGrid, placeRoom, placeStudent } from '../../services/structure.ts';
import { asRecord, askActor } from '../ask-actor.ts';

/** Places and scope columns follow from the tree, whoever edits it and however. */
export default defineHook(({ filter, action }, { database }) => {
	filter(`${COLLECTIONS.grids}.items.create`, async (payload, _, context) => {
		const { db, actor } = await askActor(context);
		return await placeNewGrid(db, actor.language, asRecord(payload));
	});
	filter(`${COLLECTIONS.grids}.items.update`, async (payload, { keys }, context) => {
		const { db, actor } = await askActor(context);
		return await checkGridChange(db, actor.language, asRecord(payload), keys);
	});
	for (const event of ['create', 'update']) {
		filter(`${COLLECTIONS.rooms}.items.${event}`, async (payload, _, context) => {
			const { db, actor } = await askActor(context);
			return await placeRoom(db, actor.language, asRecord(payload));
		});
		filter(`${COLLECTIONS.students}.items.${event}`, async (payload, _, context) => {
			const { db } = await askActor(context);
			return await placeStudent(db, asRecord(payload));
		});
		filter(`${COLLECTIONS.colleges}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await checkCollege(db, actor.language, asRecord(payload), keys);
		});
	}
	// A room that changes its unit takes its students along; the opening of each night does the same, so nothing hangs on this.
	action(`${COLLECTIONS.rooms}.items.update`, async () => await repairStudentPlaces(database));
});
