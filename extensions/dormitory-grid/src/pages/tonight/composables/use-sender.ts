import { computed, onScopeDispose, shallowRef } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import type { SubmissionInput } from '../../../types/api.ts';
import { createClientKey } from '../../shared/client-key.ts';
import { type ApiError, request } from '../../shared/request.ts';
import { type Attempt, continueAttempt, judgeReply, printOf, retryDelay } from '../logic/attempt.ts';

export type SendState =
	| { kind: 'idle' }
	| { kind: 'sending'; tries: number }
	| { kind: 'waiting'; why: 'offline' | 'timeout' | 'busy'; tries: number; until: number }
	| { kind: 'failed' }
	| { kind: 'refused'; error: ApiError }
	| { kind: 'received'; id: string | null; receivedAt: string | null; before: boolean };

export interface SenderOptions {
	/** The attempt that an earlier visit left unanswered. */
	open: Attempt | null;
	/** Keeps the attempt beside the draft; `null` when it has been answered. */
	keep: (attempt: Attempt | null) => void;
	received: () => void;
	/** Refused, or failed: what the page shows may be out of date. */
	refused: () => void;
}

const ADDRESS = `/items/${COLLECTIONS.nightSubmissions}?fields=id,received_at`;

/** Sends one report and does not let go until there is an answer: same key, growing pauses, `Retry-After` respected. */
export function useSender(options: SenderOptions) {
	const state = shallowRef<SendState>({ kind: 'idle' });
	let attempt = options.open;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const busy = computed(() => state.value.kind === 'sending' || state.value.kind === 'waiting');
	let body: SubmissionInput | undefined;

	/** @param build makes the body for a key and the moment of sending; a second tap while one is under way does nothing */
	async function send(build: (clientKey: string, sentAt: string) => SubmissionInput): Promise<void> {
		if (busy.value) return;
		const now = new Date().toISOString();
		attempt = continueAttempt(attempt, printOf(build('', now)), now, createClientKey);
		options.keep(attempt);
		body = build(attempt.key, attempt.sentAt);
		await post(1);
	}

	async function post(tries: number): Promise<void> {
		state.value = { kind: 'sending', tries };
		const outcome = judgeReply(await request(ADDRESS, { method: 'POST', body }));
		switch (outcome.kind) {
			case 'received':
				settle({ kind: 'received', id: outcome.id, receivedAt: outcome.receivedAt, before: outcome.before });
				return options.received();
			case 'retry': {
				const delay = retryDelay(tries, outcome.retryAfter, Math.random());
				state.value = { kind: 'waiting', why: outcome.why, tries, until: Date.now() + delay };
				timer = setTimeout(() => void post(tries + 1), delay);
				return;
			}
			case 'unsure':
				state.value = { kind: 'failed' };
				return options.refused();
			case 'refused':
				settle({ kind: 'refused', error: outcome.error });
				return options.refused();
		}
	}

	function settle(settled: SendState): void {
		attempt = null;
		options.keep(null);
		state.value = settled;
	}

	function retryNow(): void {
		if (state.value.kind !== 'waiting') return;
		clearTimeout(timer);
		void post(state.value.tries + 1);
	}

	/** Back to the form. The key stays with the words: sent again unchanged, it is the same submission. */
	function stop(): void {
		clearTimeout(timer);
		state.value = { kind: 'idle' };
	}

	const online = () => retryNow();
	window.addEventListener('online', online);
	onScopeDispose(() => {
		clearTimeout(timer);
		window.removeEventListener('online', online);
	});

	return { state, busy, send, retryNow, stop };
}
