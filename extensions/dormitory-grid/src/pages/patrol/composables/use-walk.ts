import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import { ROUTES } from '../../../constants/routes.ts';
import type { WalkAnswer } from '../../../types/patrol.ts';
import { createClientKey } from '../../shared/client-key.ts';
import { isRecord, request } from '../../shared/request.ts';
import { readStored, writeStored } from '../../shared/storage.ts';
import { useQueue } from '../../shared/use-queue.ts';
import { dropPhoto, findPhoto, keepPhoto } from '../logic/photo-box.ts';
import { shrinkPhoto } from '../../shared/shrink-photo.ts';
import {
	beginWalk,
	draftKey,
	type DraftPhoto,
	listKey,
	parseDraft,
	walkSlot,
	photosOf,
	walkBody,
	type WalkDraft,
	withPhotoId,
} from '../logic/walk-draft.ts';

const ADDRESS = `/items/${COLLECTIONS.patrols}?fields=id,received_at`;

/** One walk through one grid: its list, what is filled in, its photos, and its way to the server. */
export function useWalk(asked: { person: string; grid: number; duty: number | null }) {
	const { person, grid } = asked;
	const queue = useQueue();
	const key = draftKey(person, grid);
	const kept = parseDraft(readStored(key));
	const draft = shallowRef<WalkDraft>(
		kept ? { ...kept, duty: asked.duty ?? kept.duty } : beginWalk(asked.duty, new Date().toISOString()),
	);
	const list = shallowRef<WalkAnswer | null>(readList(readStored(listKey(person, grid))));
	const unreachable = ref(false);
	const refusedPhoto = ref('');
	const slot = walkSlot(grid, draft.value);
	const state = computed(() => queue.stateOf(slot));
	const pending = computed(() => photosOf(draft.value).filter(({ id }) => id === null));

	async function load(): Promise<void> {
		const reply = await request(`${ROUTES.patrols}/grids/${grid}`);
		if (reply.kind === 'ok' && isList(reply.body)) {
			list.value = reply.body;
			writeStored(listKey(person, grid), JSON.stringify(reply.body));
		}
		unreachable.value = list.value === null;
	}

	function change(part: Partial<WalkDraft>): void {
		draft.value = { ...draft.value, ...part };
		writeStored(key, JSON.stringify(draft.value));
	}

	/** The picture stays on the phone until the server has it; a walk waits for no network. */
	async function addPhoto(file: Blob): Promise<DraftPhoto> {
		const photo = { key: createClientKey(), id: null };
		await keepPhoto(photo.key, await shrinkPhoto(file));
		return { ...photo, id: await upload(photo.key) };
	}

	async function upload(photo: string): Promise<string | null> {
		const file = await findPhoto(photo);
		if (!file) return null;
		const reply = await request(ROUTES.photos, { method: 'POST', file, timeout: 60_000 });
		if (reply.kind === 'ok' && isRecord(reply.body) && typeof reply.body['id'] === 'string') {
			await dropPhoto(photo);
			return reply.body['id'];
		}
		// Refused for what it is, not for the moment: said, and the person takes another one.
		refusedPhoto.value = reply.kind === 'refused' && reply.status < 500 ? reply.error.message : '';
		return null;
	}

	async function uploadPending(): Promise<void> {
		for (const photo of pending.value) {
			const id = await upload(photo.key);
			if (id !== null) change(withPhotoId(draft.value, photo.key, id));
		}
	}

	/** @returns whether it is on its way */
	async function send(): Promise<boolean> {
		await uploadPending();
		if (pending.value.length > 0) return false;
		const sent = draft.value;
		queue.send({
			slot,
			address: ADDRESS,
			build: (client_key, finished_at) => walkBody(grid, sent, { client_key, finished_at }),
			draft: key,
		});
		return true;
	}

	const online = () => void uploadPending();
	window.addEventListener('online', online);
	onScopeDispose(() => window.removeEventListener('online', online));
	void load();
	return {
		draft,
		list,
		unreachable,
		state,
		pending,
		refusedPhoto,
		change,
		addPhoto,
		send,
		retry: () => queue.retry(slot),
		reload: load,
	};
}

export type Walk = ReturnType<typeof useWalk>;

function readList(text: string | null): WalkAnswer | null {
	try {
		const value: unknown = JSON.parse(text ?? '');
		return isList(value) ? value : null;
	} catch {
		return null;
	}
}

function isList(value: unknown): value is WalkAnswer {
	return (
		isRecord(value) &&
		isRecord(value['grid']) &&
		Array.isArray(value['rooms']) &&
		Array.isArray(value['items']) &&
		Array.isArray(value['facilities'])
	);
}
