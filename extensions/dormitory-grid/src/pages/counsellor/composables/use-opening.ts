import { type Ref, watch } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import type { EditionOpeningInput } from '../../../types/api.ts';
import type { CounsellorAnswer } from '../../../types/api-counsellor.ts';
import { request } from '../../shared/request.ts';

/** Says, once an edition, that its counsellor has opened it: the working group sees who has read the list and who should be called. */
export function useOpening(answer: Ref<CounsellorAnswer | null>): void {
	const told = new Set<number>();
	watch(
		() => answer.value?.editions[0],
		async (edition) => {
			if (!edition || edition.opened_at !== null || told.has(edition.id)) return;
			if (document.visibilityState === 'hidden') return;
			told.add(edition.id);
			const body: EditionOpeningInput = { edition: edition.id };
			const reply = await request(`/items/${COLLECTIONS.editionOpenings}`, { method: 'POST', body });
			// Not heard: with the next answer it is tried again. Being told twice is harmless.
			if (reply.kind === 'unreachable') told.delete(edition.id);
		},
	);
}
