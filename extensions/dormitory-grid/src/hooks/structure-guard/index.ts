import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS as C } from '../../constants/collections.ts';
import { repairStudentPlaces } from '../../database/open-night.ts';
import { checkRobot } from '../../services/check-robot.ts';
import { checkDeletion, DELETABLE } from '../../services/deletion.ts';
import { checkCalendarDeletion, checkCalendarRow, checkCollege } from '../../services/night-settings.ts';
import { checkColleges, checkGridChange, placeNewGrid, placeRoom, placeStudent } from '../../services/structure.ts';
import { asRecord, askActor } from '../ask-actor.ts';

/** Places and scope columns follow from the tree, whoever edits it and however; settings are looked at before they count. */
export default defineHook(({ filter, action }, { database }) => {
	filter(`${C.grids}.items.create`, async (payload, _, context) => {
		const { db, actor } = await askActor(context);
		await checkColleges(db, actor, asRecord(payload));
		return await placeNewGrid(db, actor.language, asRecord(payload));
	});
	filter(`${C.grids}.items.update`, async (payload, { keys }, context) => {
		const { db, actor } = await askActor(context);
		return await checkGridChange(db, actor.language, asRecord(payload), keys);
	});
	for (const event of ['create', 'update']) {
		filter(`${C.rooms}.items.${event}`, async (payload, _, context) => {
			const { db, actor } = await askActor(context);
			await checkColleges(db, actor, asRecord(payload));
			return await placeRoom(db, actor.language, asRecord(payload));
		});
		filter(`${C.students}.items.${event}`, async (payload, _, context) => {
			const { db, actor } = await askActor(context);
			await checkColleges(db, actor, asRecord(payload));
			return await placeStudent(db, asRecord(payload));
		});
		filter(`${C.colleges}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await checkCollege(db, actor.language, asRecord(payload), keys);
		});
		filter(`${C.nightCalendar}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			await checkColleges(db, actor, asRecord(payload));
			return await checkCalendarRow(db, actor, asRecord(payload), keys);
		});
		for (const collection of [C.departments, C.majors, C.terms]) {
			filter(`${collection}.items.${event}`, async (payload, _, context) => {
				const { db, actor } = await askActor(context);
				await checkColleges(db, actor, asRecord(payload));
				return payload;
			});
		}
	}
	for (const event of ['create', 'update']) {
		filter(`${C.chatRobots}.items.${event}`, async (payload, { keys = [] }, context) => {
			const { db, actor } = await askActor(context);
			return await checkRobot(db, actor, asRecord(payload), keys);
		});
	}
	filter(`${C.nightCalendar}.items.delete`, async (payload, _, context) => {
		const { db, actor } = await askActor(context);
		await checkCalendarDeletion(db, actor, Array.isArray(payload) ? payload : []);
		return payload;
	});
	for (const collection of Object.keys(DELETABLE)) {
		const event = collection === 'directus_users' ? 'users.delete' : `${collection}.items.delete`;
		filter(event, async (payload, _, context) => {
			const { db, actor } = await askActor(context);
			const keys = Array.isArray(payload) ? payload : [];
			await checkDeletion(db, actor, context.schema?.relations ?? [], collection, keys);
			return payload;
		});
	}
	// A room that changes its unit takes its students along; the opening of each night does the same, so nothing hangs on this.
	action(`${C.rooms}.items.update`, async () => await repairStudentPlaces(database));
});
