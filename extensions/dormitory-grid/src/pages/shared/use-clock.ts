import { inject, type InjectionKey, onScopeDispose, provide, type Ref, ref, shallowRef } from 'vue';
import { clockOffset } from './clock-offset.ts';

export interface Clock {
	/** The server's time in milliseconds, moving every second. */
	now: Readonly<Ref<number>>;
	/** Sets the page's clock by an answer of the server. */
	follow: (serverNow: string, sentAt: number, receivedAt: number) => void;
}

const KEY: InjectionKey<Clock> = Symbol('clock');

/** The one place of the page that reads the phone's clock for the countdown. */
export function provideClock(): Clock {
	const offset = shallowRef(0);
	const now = ref(Date.now());
	const tick = () => (now.value = Date.now() + offset.value);
	const timer = setInterval(tick, 1000);
	onScopeDispose(() => clearInterval(timer));
	const clock: Clock = {
		now,
		follow(serverNow, sentAt, receivedAt) {
			offset.value = clockOffset(serverNow, sentAt, receivedAt);
			tick();
		},
	};
	provide(KEY, clock);
	return clock;
}

export function useClock(): Clock {
	const clock = inject(KEY);
	if (!clock) throw new Error('provideClock was not called above this component');
	return clock;
}
