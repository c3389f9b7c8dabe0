import { changes, FULL_LANE_SECONDS } from '../shield/hashing.ts';
import { createRefusal } from '../shield/refusal.ts';

/**
 * A new password costs what a log-in costs, and waits for its turn likewise, in the lane of whoever changes his. A batch
 * is written within one transaction, and on SQLite everybody else would wait with it: there it is now or not at all.
 * @throws GRID_SLOW_DOWN
 */
export async function waitToHash(user: string, { within }: { within: 'nothing' | 'transaction' }): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		let begun = false;
		const pass = changes.enter(user, () => {
			begun = true;
			resolve();
		});
		if (begun || (pass !== null && within === 'nothing')) return;
		pass?.leave();
		reject(createRefusal('slowDown', FULL_LANE_SECONDS));
	});
}
