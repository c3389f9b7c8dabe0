import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { requestNightExport } from '../../services/book/night-export.ts';
import { failpoint } from '../../services/failpoint.ts';
import { recordFollowup } from '../../services/follow-up.ts';
import { handBack } from '../../services/hand-back.ts';
import { openEdition } from '../../services/open-edition.ts';
import { raiseEmergency } from '../../services/raise-emergency.ts';
import { recordCheck } from '../../services/record-check.ts';
import { requestRehearsal } from '../../services/rehearse.ts';
import { submitNightReport } from '../../services/submit-night-report.ts';
import { asRecord, askActor, askSubmission } from '../ask-actor.ts';

/** The one door of the night (DESIGN.md 2.1): each create filter runs its use case inside Directus's transaction. */
export default defineHook(({ filter, action }) => {
	filter(`${COLLECTIONS.nightSubmissions}.items.create`, async (payload, _, context) => {
		const { db, actor, now, submission } = await askSubmission(context, payload);
		return await submitNightReport(db, actor, payload, now, submission);
	});
	// Committed, and not yet answered: where a fault test ends the process.
	action(`${COLLECTIONS.nightSubmissions}.items.create`, async () => await failpoint('submit.after-commit'));
	filter(`${COLLECTIONS.nightRehearsals}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await requestRehearsal(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.nightFollowups}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await recordFollowup(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.nightExports}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await requestNightExport(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.nightHandbacks}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await handBack(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.emergencies}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await raiseEmergency(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.editionOpenings}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await openEdition(db, actor, asRecord(payload), now);
	});
	filter(`${COLLECTIONS.nightCheckResults}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await recordCheck(db, actor, asRecord(payload), now);
	});
});
