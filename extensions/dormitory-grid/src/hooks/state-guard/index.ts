import { defineHook } from '@directus/extensions-sdk';
import type { EventContext } from '@directus/types';
import { APPEND_ONLY_COLLECTIONS, COLLECTIONS, STATE_COLLECTIONS } from '../../constants/collections.ts';
import { GridAppendOnlyError, GridStateOnlyError } from '../../errors/index.ts';
import { refusal } from '../../services/refuse.ts';
import { askActor } from '../ask-actor.ts';

/** State is written by the domain code alone, and what an actor has created stays as it is (DESIGN.md 2.1): for everybody, administrators too. */
export default defineHook(({ filter }) => {
	for (const collection of STATE_COLLECTIONS) {
		const refuse = async (_: unknown, __: unknown, context: EventContext) => {
			const { actor } = await askActor(context);
			throw refusal(GridStateOnlyError, actor.language, 'errors.GRID_STATE_ONLY', { collection }, { collection });
		};
		for (const event of ['create', 'update', 'delete']) filter(`${collection}.items.${event}`, refuse);
	}
	const keep = async (_: unknown, __: unknown, context: EventContext) => {
		const { actor } = await askActor(context);
		throw refusal(GridAppendOnlyError, actor.language, 'errors.GRID_APPEND_ONLY');
	};
	for (const collection of APPEND_ONLY_COLLECTIONS) {
		for (const event of ['update', 'delete']) filter(`${collection}.items.${event}`, keep);
	}
	filter(`${COLLECTIONS.staffAssignments}.items.delete`, keep);
});
