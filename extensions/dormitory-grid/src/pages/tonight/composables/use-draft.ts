import { shallowRef } from 'vue';
import { parcelPrefix, parseParcel } from '../../shared/parcel.ts';
import { listStored, readStored, writeStored } from '../../shared/storage.ts';
import { type Draft, draftKey, findOldDrafts, findOwnDrafts, findStaleDrafts, parseDraft } from '../logic/draft.ts';

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

const DRAFTS = 'grid.draft.';

export function forgetOldDrafts(): void {
	const stored = listStored(DRAFTS).map((key) => [key, readStored(key)] as const);
	for (const key of findOldDrafts(stored, Date.now())) writeStored(key, null);
}

/** At the log-out. */
export function forgetOwnDrafts(person: string): void {
	const waiting = listStored(parcelPrefix(person)).map((key) => parseParcel(readStored(key))?.draft ?? null);
	for (const key of findOwnDrafts(listStored(DRAFTS), person, waiting)) writeStored(key, null);
}

export function forgetStaleDrafts(person: string, night: number): void {
	for (const key of findStaleDrafts(listStored(DRAFTS), person, night)) writeStored(key, null);
}
