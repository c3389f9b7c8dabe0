import { useApi } from '@directus/extensions-sdk';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { ROUTES } from '../constants/routes.ts';
import type { HierarchyAnswer, HierarchyNode, NightHead, NightsAnswer } from '../types/api.ts';

export type HierarchyState =
	| { kind: 'loading' }
	| { kind: 'ready'; answer: HierarchyAnswer }
	| { kind: 'failed'; why: 'forbidden' | 'night' | 'unreachable' };

interface Asked {
	/** `null` is tonight's, as the server sees it. */
	night: () => number | null;
	/** The one building to show; `null` is every building that the asker may see. */
	root: () => number | null;
	/** The building that is looked into: where the whole comes floor by floor, its units are asked for as well. */
	opened: () => number | null;
	/** Seconds between two questions while a night is open. */
	seconds: () => number;
}

/** While nothing is open little moves: late reports, and the next opening, which has a moment of its own. */
const CALM_FACTOR = 3;

/** A night's tree as the server sees it, asked again while somebody looks. A failed question keeps what is known and says so. */
export function useHierarchy({ night, root, opened, seconds }: Asked) {
	const api = useApi();
	const askWhole = createQuestion(api);
	const askBuilding = createQuestion(api);
	const state = shallowRef<HierarchyState>({ kind: 'loading' });
	const inside = shallowRef<HierarchyNode | null>(null);
	const stale = ref(false);
	const offset = ref(0);
	const now = ref(Date.now());
	const updatedAt = ref<number | null>(null);
	let round = 0;
	let planned: ReturnType<typeof setTimeout> | undefined;

	const ticking = setInterval(() => (now.value = Date.now() + offset.value), 1000);
	/** The whole, with the opened building in full. */
	const answer = computed<HierarchyAnswer | null>(() => {
		if (state.value.kind !== 'ready') return null;
		const whole = state.value.answer;
		const full = inside.value;
		if (whole.detail === 'units' || full === null) return whole;
		return { ...whole, buildings: whole.buildings.map((building) => (building.id === full.id ? full : building)) };
	});

	async function refresh(): Promise<void> {
		const mine = ++round;
		// A newer question is under way: its answer counts.
		const isOld = () => mine !== round;
		try {
			const whole = await askWhole(night(), root(), state.value.kind === 'ready');
			if (isOld()) return;
			offset.value = whole.offset;
			now.value = Date.now() + offset.value;
			if (whole.answer) {
				// An unknown night is answered with the bare tree.
				if (night() !== null && whole.answer.night === null) state.value = { kind: 'failed', why: 'night' };
				else state.value = { kind: 'ready', answer: whole.answer };
			}
			if (state.value.kind === 'ready') await lookInside(state.value.answer, isOld);
			if (isOld()) return;
			stale.value = false;
			updatedAt.value = now.value;
		} catch (error) {
			if (isOld()) return;
			const status = statusOf(error);
			if (status === 403 || status === 401) state.value = { kind: 'failed', why: 'forbidden' };
			else if (status === 400 || status === 404) state.value = { kind: 'failed', why: 'night' };
			else if (state.value.kind === 'ready') stale.value = true;
			else state.value = { kind: 'failed', why: 'unreachable' };
		}
		plan();
	}

	async function lookInside(whole: HierarchyAnswer, isOld: () => boolean): Promise<void> {
		const building = opened();
		if (whole.detail === 'units' || building === null) {
			inside.value = null;
			return;
		}
		const known = inside.value?.id === building;
		if (!known) inside.value = null;
		const { answer: found } = await askBuilding(whole.night?.id ?? null, building, known);
		if (!isOld() && found) inside.value = found.buildings[0] ?? null;
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
		[night, root],
		() => {
			state.value = { kind: 'loading' };
			inside.value = null;
			void refresh();
		},
		{ immediate: true },
	);
	watch(opened, () => {
		if (state.value.kind === 'ready' && state.value.answer.detail === 'floors') void refresh();
	});
	watch(seconds, plan);

	return { state, answer, now, stale, updatedAt, refresh };
}

/**
 * A question that is asked again and again. The answers are `no-store`, so their tag is kept here and not by the
 * browser; on a 304 only the clock has moved, and the `Date` header carries it.
 */
function createQuestion(api: ReturnType<typeof useApi>) {
	let tag: string | null = null;
	let asked = '';
	return async (night: number | null, building: number | null, isKnown: boolean) => {
		const question = `${night}/${building}`;
		if (question !== asked || !isKnown) tag = null;
		asked = question;
		const sentAt = Date.now();
		const reply = await api.get<HierarchyAnswer | ''>(ROUTES.hierarchy, {
			params: { ...(night !== null && { night }), ...(building !== null && { building }) },
			headers: tag === null ? {} : { 'If-None-Match': tag },
			timeout: 20_000,
			validateStatus: (status) => status === 200 || status === 304,
		});
		const answer = typeof reply.data === 'object' ? reply.data : null;
		if (answer) tag = headerOf(reply.headers['etag']);
		// The header has no more than seconds: half of one is the likeliest rest.
		const server = answer ? Date.parse(answer.now) : Date.parse(headerOf(reply.headers['date']) ?? '') + 500;
		const offset = server - (sentAt + Date.now()) / 2;
		return { answer, offset: Number.isFinite(offset) ? offset : 0 };
	};
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
