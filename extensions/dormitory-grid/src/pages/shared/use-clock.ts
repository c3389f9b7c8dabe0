import { inject, type InjectionKey, onScopeDispose, provide, type Ref, ref, shallowRef } from 'vue';
import { clockOffset } from './clock-offset.ts';
import { readStored, writeStored } from './storage.ts';

const STORED = 'grid.clock';

export interface Clock {
	/** The server's time in milliseconds, moving every second. */
	now: Readonly<Ref<number>>;
	/** The server's clock less this phone's, in milliseconds. */
	offset: Readonly<Ref<number>>;
	/** Sets the page's clock by an answer of the server. */
	follow: (serverNow: string, sentAt: number, receivedAt: number) => void;
}

const KEY: InjectionKey<Clock> = Symbol('clock');

/** The one place of the page that reads the phone's clock for the countdown. */
export function provideClock(): Clock {
	// What was learned last time: opened without network, the page still counts by the server.
	const offset = shallowRef(Number(readStored(STORED)) || 0);
	const now = ref(Date.now() + offset.value);
	const tick = () => (now.value = Date.now() + offset.value);
	const timer = setInterval(tick, 1000);
	onScopeDispose(() => clearInterval(timer));
	const clock: Clock = {
		now,
		offset,
		follow(serverNow, sentAt, receivedAt) {
			offset.value = clockOffset(serverNow, sentAt, receivedAt);
			writeStored(STORED, String(Math.round(offset.value)));
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
