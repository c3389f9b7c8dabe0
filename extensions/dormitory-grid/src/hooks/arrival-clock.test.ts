import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createArrivalClock } from './arrival-clock.ts';

const BASE = Date.UTC(2026, 2, 2, 14, 40);

it('judges nobody earlier than he came once one answer was quick, however late the others are read', () => {
	fc.assert(
		fc.property(fc.array(fc.record({ wait: fc.nat(500), lag: fc.nat(3000) })), (requests) => {
			const reckon = createArrivalClock();
			// A quick answer: the clock was read at the very millisecond.
			reckon(new Date(BASE), 0, 0);
			let processNow = 0;
			for (const { wait, lag } of requests) {
				const came = processNow;
				const asked = came + wait;
				processNow = asked + lag;
				if (processNow > 20_000) return;
				const arrived = reckon(new Date(BASE + asked), wait + lag, processNow);
				expect(arrived.getTime()).toBeGreaterThanOrEqual(BASE + came);
				expect(arrived.getTime()).toBeLessThanOrEqual(BASE + asked);
			}
		}),
	);
});

it('follows a clock that has been set', () => {
	const reckon = createArrivalClock();
	reckon(new Date(BASE), 0, 0);
	expect(reckon(new Date(BASE + 3_600_000), 5, 1000)).toEqual(new Date(BASE + 3_600_000 - 5));
	expect(reckon(new Date(BASE), 5, 40_000)).toEqual(new Date(BASE - 5));
});
