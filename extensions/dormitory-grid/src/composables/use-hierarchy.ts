import { useApi } from '@directus/extensions-sdk';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { ROUTES } from '../constants/routes.ts';
import type { HierarchyAnswer, NightHead, NightsAnswer } from '../types/api.ts';

export type HierarchyState =
	| { kind: 'loading' }
	| { kind: 'ready'; answer: HierarchyAnswer }
	| { kind: 'failed'; why: 'forbidden' | 'night' | 'unreachable' };

interface Asked {
	/** `null` is tonight's, as the server sees it. */
	night: () => number | null;
	/** Seconds between two questions while a night is open. */
	seconds: () => number;
}

/** While nothing is open little moves: late reports, and the next opening, which has a moment of its own. */
const CALM_FACTOR = 3;

/**
 * A night's tree as the server sees it, asked again while somebody looks. The answers are `no-store`, so the tag is kept
 * here and not by the browser; on a 304 only the clock has moved. A failed question keeps what is known and says so.
 */
export function useHierarchy({ night, seconds }: Asked) {
	const api = useApi();
	const state = shallowRef<HierarchyState>({ kind: 'loading' });
	const stale = ref(false);
	const offset = ref(0);
	const now = ref(Date.now());
	const updatedAt = ref<number | null>(null);
	let tag: string | null = null;
	let round = 0;
	let planned: ReturnType<typeof setTimeout> | undefined;

	const ticking = setInterval(() => (now.value = Date.now() + offset.value), 1000);
	const answer = computed(() => (state.value.kind === 'ready' ? state.value.answer : null));

	async function refresh(): Promise<void> {
		const mine = ++round;
		const id = night();
		const sentAt = Date.now();
		try {
			const reply = await api.get<HierarchyAnswer | ''>(ROUTES.hierarchy, {
				params: id === null ? {} : { night: id },
				headers: tag === null ? {} : { 'If-None-Match': tag },
				timeout: 20_000,
				validateStatus: (status) => status === 200 || status === 304,
			});
			// A newer question is under way: its answer counts.
			if (mine !== round) return;
			const middle = (sentAt + Date.now()) / 2;
			if (reply.status === 200 && typeof reply.data === 'object') {
				tag = headerOf(reply.headers['etag']);
				setClock(Date.parse(reply.data.now), middle);
				// An unknown night is answered with the bare tree.
				if (id !== null && reply.data.night === null) state.value = { kind: 'failed', why: 'night' };
				else state.value = { kind: 'ready', answer: reply.data };
			} else {
				setClock(Date.parse(headerOf(reply.headers['date']) ?? '') + 500, middle);
			}
			stale.value = false;
			updatedAt.value = now.value;
		} catch (error) {
			if (mine !== round) return;
			const status = statusOf(error);
			if (status === 403 || status === 401) state.value = { kind: 'failed', why: 'forbidden' };
			else if (status === 400 || status === 404) state.value = { kind: 'failed', why: 'night' };
			else if (state.value.kind === 'ready') stale.value = true;
			else state.value = { kind: 'failed', why: 'unreachable' };
		}
		plan();
	}

	function setClock(server: number, here: number): void {
		if (!Number.isFinite(server)) return;
		offset.value = server - here;
		now.value = Date.now() + offset.value;
	}

	function plan(): void {
		clearTimeout(planned);
		if (document.visibilityState === 'hidden') return;
		const head = answer.value?.night ?? null;
		const usual = seconds() * 1000 * (head?.state === 'open' || stale.value ? 1 : CALM_FACTOR);
		const turns = turningPoints(head, answer.value?.next?.opens_at ?? null)
			.map((moment) => moment - now.value + 700)
			.filter((left) => left > 0);
		planned = setTimeout(() => void refresh(), Math.min(usual, ...turns));
	}

	const lookedAt = () => {
		if (document.visibilityState === 'visible') void refresh();
		else clearTimeout(planned);
	};
	document.addEventListener('visibilitychange', lookedAt);
	window.addEventListener('online', lookedAt);
	onScopeDispose(() => {
		round++;
		clearTimeout(planned);
		clearInterval(ticking);
		document.removeEventListener('visibilitychange', lookedAt);
		window.removeEventListener('online', lookedAt);
	});

	watch(
		night,
		() => {
			tag = null;
			state.value = { kind: 'loading' };
			void refresh();
		},
		{ immediate: true },
	);
	watch(seconds, plan);

	return { state, answer, now, stale, updatedAt, refresh };
}

/** The latest nights, for choosing one; asked when somebody is about to choose. */
export function useNights() {
	const api = useApi();
	const nights = shallowRef<NightHead[]>([]);

	async function load(): Promise<void> {
		try {
			nights.value = (await api.get<NightsAnswer>(ROUTES.nights, { params: { limit: 60 } })).data.nights;
		} catch {
			// The list stays as it was; the picture itself says when the server is out of reach.
		}
	}

	return { nights, load };
}

/** Moments at which the picture changes by itself. */
function turningPoints(head: NightHead | null, nextOpening: string | null): number[] {
	const moments = [nextOpening, head?.opens_at, head?.state === 'open' ? head.closes_at : null];
	return moments.flatMap((moment) => (moment ? [Date.parse(moment)] : []));
}

function headerOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

function statusOf(error: unknown): number | null {
	if (typeof error !== 'object' || error === null || !('response' in error)) return null;
	const { response } = error;
	if (typeof response !== 'object' || response === null || !('status' in response)) return null;
	return typeof response.status === 'number' ? response.status : null;
}
