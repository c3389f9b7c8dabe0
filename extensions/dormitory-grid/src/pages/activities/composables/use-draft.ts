import { shallowRef } from 'vue';
import { readStored, writeStored } from '../../shared/storage.ts';
import { readDraft } from '../logic/drafts.ts';

/** What is being filled in, kept on the phone over reloads until it has arrived. */
export function useDraft<Draft extends object>(key: string, blank: Draft) {
	const draft = shallowRef(readDraft(readStored(key), blank));
	function change(part: Partial<Draft>): void {
		draft.value = { ...draft.value, ...part };
		writeStored(key, JSON.stringify(draft.value));
	}
	return { draft, change };
}
