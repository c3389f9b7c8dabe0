import { onScopeDispose, readonly, type Ref, ref, shallowRef } from 'vue';
import { finishLogOut, isLogOutPending } from './log-out.ts';
import { type ApiError, isLoggedIn, request } from './request.ts';
import type { Clock } from './use-clock.ts';

/** What every answer of our endpoints carries: the server's clock. */
export interface Timed {
	now: string;
}

export type PollState<Answer> =
	| { kind: 'loading' }
	| { kind: 'signed_out' }
	/** Logged out here, and the server has not heard of it yet. */
	| { kind: 'leaving' }
	| { kind: 'ready'; answer: Answer }
	/** Never heard anything yet. */
	| { kind: 'unreachable' }
	/** Logged in, and refused: an account that has nothing to see here. */
	| { kind: 'refused'; error: ApiError };

export interface PollOptions<Answer> {
	/** Asked anew each time, so that it may follow what is chosen on the page. */
	address: () => string;
	/** Our own endpoint answers; a captive portal or a proxy's page does not. */
	accept: (body: unknown) => body is Answer;
	/** Milliseconds between two questions; `null`: what is known is enough until somebody looks again. */
	interval: (answer: Answer | null) => number | null;
	/** Moments (ISO 8601) at which the answer is about to turn: asked again right after. */
	turns?: (answer: Answer) => string[];
	clock: Clock;
	/** What was known at an earlier visit, shown until something is heard. */
	remembered?: () => Answer | null;
}

const FIRST_INTERVAL = 15_000;
const PATIENCE = 2_500;

/** An answer of the server, asked again while the page is looked at, by ETag where it has one. A failed poll keeps what is known and says so. */
export function usePoll<Answer extends Timed>(options: PollOptions<Answer>) {
	const { clock } = options;
	const state: Ref<PollState<Answer>> = shallowRef<PollState<Answer>>({ kind: 'loading' });
	/** When the shown answer was made, if a later poll has failed. */
	const staleSince = ref<string | null>(null);
	let known: { address: string; etag: string | null } | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let round = 0;
	let justLoggedIn = false;

	async function refresh(): Promise<void> {
		const mine = ++round;
		if (!(await leave(mine))) return;
		const address = options.address();
		// A network that says nothing for long is no better than none.
		const patience = setTimeout(() => state.value.kind === 'loading' && remember(), PATIENCE);
		const etag = known?.address === address && state.value.kind === 'ready' ? known.etag : null;
		const reply = await request(address, { timeout: 12_000, etag });
		clearTimeout(patience);
		// A newer question is under way: its answer counts.
		if (mine !== round) return;
		if (reply.kind === 'ok' && options.accept(reply.body)) {
			clock.follow(reply.body.now, reply.sentAt, reply.receivedAt);
			known = { address, etag: reply.etag };
			state.value = { kind: 'ready', answer: reply.body };
			staleSince.value = null;
		} else if (reply.kind === 'ok' && reply.status === 304) {
			staleSince.value = null;
		} else if (reply.kind === 'refused' && (reply.status === 401 || reply.status === 403)) {
			// Nobody logged in is told the same 403 as who may not.
			const refused = reply.status === 403 && (justLoggedIn || (await isLoggedIn()));
			if (mine !== round) return;
			state.value = refused ? { kind: 'refused', error: reply.error } : { kind: 'signed_out' };
		} else {
			fallBack();
		}
		justLoggedIn = false;
		plan();
	}

	/** Before anything is asked; `false`: the session has not ended yet, or a newer question is under way. */
	async function leave(mine: number): Promise<boolean> {
		if (isLogOutPending()) state.value = { kind: 'leaving' };
		const ended = await finishLogOut();
		if (mine !== round) return false;
		if (!ended) plan();
		return ended;
	}

	function fallBack(): void {
		if (state.value.kind === 'ready') staleSince.value = state.value.answer.now;
		else if (!remember()) state.value = { kind: 'unreachable' };
	}

	function remember(): boolean {
		const answer = options.remembered?.() ?? null;
		if (answer === null) return false;
		state.value = { kind: 'ready', answer };
		staleSince.value = answer.now;
		return true;
	}

	async function loggedIn(): Promise<void> {
		justLoggedIn = true;
		await refresh();
	}

	function plan(): void {
		clearTimeout(timer);
		if (document.visibilityState === 'hidden' || state.value.kind === 'signed_out') return;
		const next = pause();
		if (next !== null) timer = setTimeout(() => void refresh(), next);
	}

	/** Spread a little, so that 300 pages do not ask in the same second; shorter when the answer is about to turn. */
	function pause(): number | null {
		if (state.value.kind !== 'ready') return FIRST_INTERVAL;
		const { answer } = state.value;
		const interval = options.interval(answer);
		if (interval === null) return null;
		const usual = interval * (0.9 + Math.random() * 0.2);
		const turns = (options.turns?.(answer) ?? [])
			.map((moment) => Date.parse(moment) - clock.now.value + 500 + Math.random() * 1500)
			.filter((left) => left > 0);
		return Math.min(usual, ...turns);
	}

	const lookedAt = () => {
		if (document.visibilityState === 'visible') void refresh();
		else clearTimeout(timer);
	};
	const online = () => void refresh();
	document.addEventListener('visibilitychange', lookedAt);
	window.addEventListener('online', online);
	onScopeDispose(() => {
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', lookedAt);
		window.removeEventListener('online', online);
	});

	return { state, staleSince: readonly(staleSince), refresh, loggedIn };
}
