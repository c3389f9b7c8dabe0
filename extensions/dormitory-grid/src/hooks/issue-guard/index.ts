import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { acknowledge } from '../../services/acknowledge.ts';
import { addIssueSettings } from '../../services/issues/new-college.ts';
import { recordIssueStep } from '../../services/issues/record-step.ts';
import { checkEscalationRule, checkTemplate } from '../../services/issues/settings.ts';
import { asRecord, askActor, askStep } from '../ask-actor.ts';

/** The one door of the issue chain (DESIGN.md 2.1, 6). */
export default defineHook(({ filter }) => {
	filter(`${COLLECTIONS.issueSteps}.items.create`, async (payload, _, context) => {
		const { db, actor, now, issue } = await askStep(context, payload);
		return await recordIssueStep(db, actor, asRecord(payload), now, issue);
	});
	filter(`${COLLECTIONS.emergencyAcks}.items.create`, async (payload, _, context) => {
		const { db, actor, now } = await askActor(context);
		return await acknowledge(db, actor, asRecord(payload), now);
	});
	// The rows go in with their college, in its transaction.
	filter(`${COLLECTIONS.colleges}.items.create`, (payload) => addIssueSettings(asRecord(payload)));
	for (const event of ['create', 'update']) {
		filter(`${COLLECTIONS.escalationRules}.items.${event}`, async (payload, meta, context) => {
			const { db, actor } = await askActor(context);
			return await checkEscalationRule(db, actor, asRecord(payload), meta['keys'] ?? []);
		});
		filter(`${COLLECTIONS.answerTemplates}.items.${event}`, async (payload, meta, context) => {
			const { db, actor } = await askActor(context);
			return await checkTemplate(db, actor, asRecord(payload), meta['keys'] ?? []);
		});
	}
});
