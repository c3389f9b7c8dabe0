import { useApi } from '@directus/extensions-sdk';
import { onScopeDispose, shallowRef, watch } from 'vue';
import { COLLECTIONS } from '../constants/collections.ts';
import { ROUTES } from '../constants/routes.ts';
import type { NightExportRow } from '../types/schema.ts';

export type BookState<Answer> =
	| { kind: 'loading' }
	| { kind: 'ready'; answer: Answer }
	| { kind: 'failed'; why: 'forbidden' | 'unreachable' };

export type BookQuery = Readonly<Record<string, string | number | null>>;

/** One question to the night's book (types/book.ts), asked again when it changes; the last one asked is the one answered. */
export function useBook<Answer>(question: () => { path: string; query: BookQuery }) {
	const api = useApi();
	const state = shallowRef<BookState<Answer>>({ kind: 'loading' });
	let round = 0;

	async function refresh(): Promise<void> {
		const mine = ++round;
		const { path, query } = question();
		try {
			const { data } = await api.get<Answer>(`${ROUTES.book}/${path}`, { params: known(query) });
			if (mine === round) state.value = { kind: 'ready', answer: data };
		} catch (error) {
			if (mine === round) state.value = { kind: 'failed', why: isForbidden(error) ? 'forbidden' : 'unreachable' };
		}
	}

	onScopeDispose(() => round++);
	watch(
		() => JSON.stringify(question()),
		() => {
			state.value = { kind: 'loading' };
			void refresh();
		},
		{ immediate: true },
	);
	return { state, refresh };
}

/** Files come through the same session as everything else, and are handed to the browser with the server's own name. */
export function useBookFiles() {
	const api = useApi();
	return async (path: string, query: BookQuery): Promise<void> => {
		const reply = await api.get<Blob>(`${ROUTES.book}/${path}`, { params: known(query), responseType: 'blob' });
		const disposition: unknown = reply.headers['content-disposition'];
		const name = /filename="([^"]+)"/.exec(typeof disposition === 'string' ? disposition : '')?.[1] ?? 'night-book';
		const address = URL.createObjectURL(reply.data);
		const link = Object.assign(document.createElement('a'), { href: address, download: name });
		link.click();
		// The browser takes the bytes after the click has been handled.
		setTimeout(() => URL.revokeObjectURL(address), 60_000);
	};
}

export function useExports() {
	const api = useApi();
	const exports = shallowRef<NightExportRow[] | null>(null);
	const failed = shallowRef<'forbidden' | 'unreachable' | null>(null);

	async function load(): Promise<void> {
		try {
			const { data } = await api.get<{ data: NightExportRow[] }>(`/items/${COLLECTIONS.nightExports}`, {
				params: { sort: '-made_at', limit: 20 },
			});
			exports.value = data.data;
			failed.value = null;
		} catch (error) {
			failed.value = isForbidden(error) ? 'forbidden' : 'unreachable';
		}
	}

	async function request(): Promise<NightExportRow> {
		const { data } = await api.post<{ data: NightExportRow }>(`/items/${COLLECTIONS.nightExports}`, {
			kind: 'night_check',
		});
		await load();
		return data.data;
	}

	void load();
	return { exports, failed, load, request };
}

function known(query: BookQuery): BookQuery {
	return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null && value !== ''));
}

function isForbidden(error: unknown): boolean {
	if (typeof error !== 'object' || error === null || !('response' in error)) return false;
	const { response } = error;
	return typeof response === 'object' && response !== null && 'status' in response && response.status === 403;
}
