import { parcelPrefix, parseParcel } from '../../shared/parcel.ts';
import { listStored, readStored, writeStored } from '../../shared/storage.ts';
import { dropPhotos } from '../logic/photo-box.ts';
import { draftKey, DRAFTS, isOld, parseDraft } from '../logic/walk-draft.ts';

const LISTS = `${DRAFTS}list.`;

/** Whether a walk through a grid was begun here and not sent. */
export function findBegun(person: string, grid: number): { duty: number | null } | null {
	return parseDraft(readStored(draftKey(person, grid)));
}

/** Walks that nobody has come back to, with their lists and photos. */
export function forgetOldWalks(): void {
	const drafts = listStored(DRAFTS).filter((key) => !key.startsWith(LISTS));
	const left = drafts.filter((key) => !isOld(readStored(key), Date.now()));
	for (const key of drafts) if (!left.includes(key)) writeStored(key, null);
	if (left.length === 0) void dropPhotos();
}

/** At the log-out: all but the walks that are on their way to the server, and whoever has the phone next sees none. */
export function forgetOwnWalks(person: string): void {
	const waiting = listStored(parcelPrefix(person)).map((key) => parseParcel(readStored(key))?.draft ?? null);
	const own = [`${DRAFTS}${person}.`, `${LISTS}${person}.`].flatMap((prefix) => listStored(prefix));
	for (const key of own) if (!waiting.includes(key)) writeStored(key, null);
	void dropPhotos();
}
