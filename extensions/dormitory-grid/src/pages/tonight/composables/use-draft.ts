import { shallowRef } from 'vue';
import { listStored, readStored, writeStored } from '../../shared/storage.ts';
import { type Draft, draftKey, findStaleDrafts, parseDraft } from '../logic/draft.ts';

const EMPTY: Draft = { ticks: {}, reason: '', note: '', seenAt: null };

/** A report in the making, kept on the phone as it is ticked: a reload, a dead battery or an error loses nothing. */
export function useDraft(person: string, night: number, grid: number) {
	const key = draftKey(person, night, grid);
	const draft = shallowRef<Draft | null>(parseDraft(readStored(key)));

	function change(part: Partial<Draft>): void {
		draft.value = { ...EMPTY, ...draft.value, ...part };
		draft.value.seenAt ??= new Date().toISOString();
		writeStored(key, JSON.stringify(draft.value));
	}

	function forget(): void {
		draft.value = null;
		writeStored(key, null);
	}

	return { draft, change, forget };
}

export function forgetStaleDrafts(person: string, night: number): void {
	for (const key of findStaleDrafts(listStored('grid.draft.'), person, night)) writeStored(key, null);
}
