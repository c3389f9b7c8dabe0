import { onScopeDispose, readonly, ref, shallowRef } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { TonightAnswer } from '../../../types/api.ts';
import { type ApiError, isRecord, request } from '../../shared/request.ts';
import type { Clock } from './use-clock.ts';

export type TonightState =
	| { kind: 'loading' }
	| { kind: 'signed_out' }
	| { kind: 'ready'; answer: TonightAnswer }
	/** Never heard anything yet. */
	| { kind: 'unreachable' }
	/** Logged in, and refused: an account outside the college. */
	| { kind: 'refused'; error: ApiError };

const OPEN_INTERVAL = 15_000;
const CALM_INTERVAL = 60_000;

/** Tonight as the server sees it, asked again while the page is looked at. A failed poll keeps what is known and says so. */
export function useTonight(clock: Clock) {
	const state = shallowRef<TonightState>({ kind: 'loading' });
	/** When the shown answer was made, if a later poll has failed. */
	const staleSince = ref<string | null>(null);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let round = 0;
	let justLoggedIn = false;

	async function refresh(): Promise<void> {
		const mine = ++round;
		const reply = await request(ROUTES.tonight, { timeout: 12_000 });
		// A newer question is under way: its answer counts.
		if (mine !== round) return;
		if (reply.kind === 'ok' && isTonightAnswer(reply.body)) {
			clock.follow(reply.body.now, reply.sentAt, reply.receivedAt);
			state.value = { kind: 'ready', answer: reply.body };
			staleSince.value = null;
		} else if (reply.kind === 'refused' && (reply.status === 401 || reply.status === 403)) {
			state.value =
				reply.status === 403 && justLoggedIn ? { kind: 'refused', error: reply.error } : { kind: 'signed_out' };
		} else if (state.value.kind === 'ready') {
			staleSince.value = state.value.answer.now;
		} else {
			state.value = { kind: 'unreachable' };
		}
		justLoggedIn = false;
		plan();
	}

	async function loggedIn(): Promise<void> {
		justLoggedIn = true;
		await refresh();
	}

	function plan(): void {
		clearTimeout(timer);
		if (document.visibilityState === 'hidden' || state.value.kind === 'signed_out') return;
		timer = setTimeout(() => void refresh(), pause());
	}

	/** Spread a little, so that 300 pages do not ask in the same second; shorter when the night is about to turn. */
	function pause(): number {
		const usual = (isOpen() ? OPEN_INTERVAL : CALM_INTERVAL) * (0.9 + Math.random() * 0.2);
		const turns = turningPoints()
			.map((moment) => Date.parse(moment) - clock.now.value + 500 + Math.random() * 1500)
			.filter((left) => left > 0);
		return state.value.kind === 'ready' ? Math.min(usual, ...turns) : OPEN_INTERVAL;
	}

	function isOpen(): boolean {
		return state.value.kind === 'ready' && state.value.answer.night?.state === 'open';
	}

	function turningPoints(): string[] {
		if (state.value.kind !== 'ready') return [];
		const { night, next } = state.value.answer;
		return [...(night?.state === 'open' ? [night.closes_at] : []), ...(next ? [next.opens_at] : [])];
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

/** Our own endpoint answers; a captive portal or a proxy's page does not. */
export function isTonightAnswer(value: unknown): value is TonightAnswer {
	return (
		isRecord(value) &&
		typeof value['now'] === 'string' &&
		typeof value['time_zone'] === 'string' &&
		isRecord(value['person']) &&
		Array.isArray(value['mine']) &&
		Array.isArray(value['below']) &&
		Array.isArray(value['units'])
	);
}
