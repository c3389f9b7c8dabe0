import { afterAll } from 'vitest';

type CleanUp = () => Promise<void>;

const pending: CleanUp[] = [];

/**
 * Done when the test file is done, last come first gone. Helpers are called in hooks, too, and vitest takes no new hooks
 * from within one: so this file, a set-up file of every project with servers, has the one hook for all of them.
 */
export function whenFileEnds(cleanUp: CleanUp): void {
	pending.push(cleanUp);
}

afterAll(async () => {
	const failures: unknown[] = [];
	for (let cleanUp = pending.pop(); cleanUp !== undefined; cleanUp = pending.pop()) {
		await cleanUp().catch((error: unknown) => failures.push(error));
	}
	if (failures.length > 0) throw failures[0];
}, 120_000);
