import { type Ref, ref, watch } from 'vue';
import { COLLECTIONS as C } from '../../constants/collections.ts';
import { type Position, POSITIONS } from '../../constants/positions.ts';
import { START_PAGES } from '../../constants/start-pages.ts';
import type { LinkedPage } from './linked-page.ts';
import { isRecord, request } from './request.ts';

/** The pages of who was refused this one: where his posts lead, and the issues that everybody on post has. */
export function useOwnPages(refused: Readonly<Ref<boolean>>): Readonly<Ref<readonly LinkedPage[]>> {
	const pages = ref<readonly LinkedPage[]>([]);
	watch(
		refused,
		async (now) => {
			pages.value = [];
			if (!now) return;
			const reply = await request(`/items/${C.staffScopes}?fields=position&limit=100`);
			const rows = reply.kind === 'ok' && isRecord(reply.body) ? reply.body['data'] : [];
			if (refused.value) pages.value = pagesOf(readPositions(rows), hereOf(location.pathname));
		},
		{ immediate: true },
	);
	return pages;
}

export function pagesOf(positions: readonly Position[], here: string): LinkedPage[] {
	const starts = positions.flatMap((position) => START_PAGES[position] ?? []).map((path) => path.slice(1));
	const own = starts.length > 0 ? [...new Set([...starts, 'issues'])] : [];
	return own.filter(isLinked).filter((page) => page !== here);
}

const hereOf = (path: string): string => path.split('/').at(-1) ?? '';

const LINKED: readonly string[] = ['tonight', 'counsellor', 'desk', 'issues'] satisfies LinkedPage[];

function isLinked(page: string): page is LinkedPage {
	return LINKED.includes(page);
}

function readPositions(rows: unknown): Position[] {
	const found = Array.isArray(rows) ? rows.map((row: unknown) => (isRecord(row) ? row['position'] : null)) : [];
	return POSITIONS.filter((position) => found.includes(position));
}
