import { computed, onScopeDispose, type Ref, ref, shallowReactive } from 'vue';
import { ROUTES } from '../../constants/routes.ts';
import { MAX_PHOTOS_A_ROW } from '../../constants/photos.ts';
import { isRecord, request } from './request.ts';
import { shrinkPhoto } from './shrink-photo.ts';

interface Pending {
	file: Blob;
	state: 'sending' | 'offline' | 'refused';
	message: string;
}

/** Photos go to the server as they are taken; a step then names them. */
export function usePhotos(ids: Ref<readonly string[]>, change: (ids: string[]) => void) {
	const pending = shallowReactive(new Map<number, Pending>());
	const busy = computed(() => pending.size > 0);
	const tooMany = ref(false);
	let next = 0;
	let gone = false;
	onScopeDispose(() => (gone = true));

	function add(files: readonly File[]): void {
		const room = MAX_PHOTOS_A_ROW - ids.value.length - pending.size;
		tooMany.value = files.length > room;
		for (const file of files.slice(0, Math.max(0, room))) void send(next++, file);
	}

	async function send(key: number, file: Blob): Promise<void> {
		pending.set(key, { file, state: 'sending', message: '' });
		const reply = await request(ROUTES.photos, { method: 'POST', file: await shrinkPhoto(file), timeout: 60_000 });
		if (gone || !pending.has(key)) return;
		const id = reply.kind === 'ok' && isRecord(reply.body) ? reply.body['id'] : null;
		if (typeof id === 'string') {
			pending.delete(key);
			change([...ids.value, id]);
		} else if (reply.kind === 'refused') pending.set(key, { file, state: 'refused', message: reply.error.message });
		else pending.set(key, { file, state: 'offline', message: '' });
	}

	function retry(key: number): void {
		const waiting = pending.get(key);
		if (waiting && waiting.state !== 'sending') void send(key, waiting.file);
	}

	function remove(id: string): void {
		tooMany.value = false;
		change(ids.value.filter((each) => each !== id));
	}

	return { pending, busy, tooMany, add, retry, remove, drop: (key: number) => void pending.delete(key) };
}
