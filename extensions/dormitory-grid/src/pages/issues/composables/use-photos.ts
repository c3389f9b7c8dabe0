import { computed, onScopeDispose, type Ref, ref, shallowReactive } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import { isRecord, request } from '../../shared/request.ts';

/** As many as a step takes. */
export const MOST_PHOTOS = 6;
/** A phone's full picture says no more than this and takes ten times as long in a stairwell. */
const LONGEST_SIDE = 2000;
const QUALITY = 0.85;

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
		const room = MOST_PHOTOS - ids.value.length - pending.size;
		tooMany.value = files.length > room;
		for (const file of files.slice(0, Math.max(0, room))) void send(next++, file);
	}

	async function send(key: number, file: Blob): Promise<void> {
		pending.set(key, { file, state: 'sending', message: '' });
		const reply = await request(ROUTES.photos, { method: 'POST', file: await shrink(file), timeout: 60_000 });
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

/** Smaller where the browser can; else as it is, and the server judges. */
async function shrink(file: Blob): Promise<Blob> {
	try {
		const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
		const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
		if (scale === 1) return file;
		const canvas = document.createElement('canvas');
		canvas.width = Math.round(picture.width * scale);
		canvas.height = Math.round(picture.height * scale);
		canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
		const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
		return small && small.size < file.size ? small : file;
	} catch {
		return file;
	}
}
