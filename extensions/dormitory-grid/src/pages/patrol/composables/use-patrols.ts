import { ROUTES } from '../../../constants/routes.ts';
import type { PatrolOverview, PatrolsAnswer } from '../../../types/patrol.ts';
import { isRecord } from '../../shared/request.ts';
import { readStored, writeStored } from '../../shared/storage.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const INTERVAL = 60_000;
const STORED = 'grid.patrols';
const LONGEST_MEMORY = 18 * 3_600_000;

/** What I owe, as the server sees it. */
export function usePatrols(clock: Clock) {
	return usePoll<PatrolsAnswer>({
		address: () => ROUTES.patrols,
		accept: isPatrols,
		interval: () => INTERVAL,
		turns: ({ duties }) =>
			duties.flatMap(({ state, starts_at, due_at, late_until }) =>
				state === 'owed' ? [starts_at, due_at, late_until] : [],
			),
		clock,
		remembered: () => recall(clock.now.value),
	});
}

/** Stays on this phone, so that a walk can be begun without network; it goes with the log-out. */
export function keepPatrols(answer: PatrolsAnswer | null): void {
	writeStored(STORED, answer === null ? null : JSON.stringify(answer));
}

function recall(now: number): PatrolsAnswer | null {
	try {
		const answer: unknown = JSON.parse(readStored(STORED) ?? '');
		return isPatrols(answer) && now - Date.parse(answer.now) < LONGEST_MEMORY ? answer : null;
	} catch {
		return null;
	}
}

function isPatrols(body: unknown): body is PatrolsAnswer {
	return (
		isRecord(body) &&
		typeof body['now'] === 'string' &&
		isRecord(body['person']) &&
		Array.isArray(body['duties']) &&
		Array.isArray(body['grids'])
	);
}

/** Who below me has walked today. */
export function useOverview(clock: Clock) {
	return usePoll<PatrolOverview>({
		address: () => `${ROUTES.patrols}/overview`,
		accept: (body): body is PatrolOverview => isRecord(body) && Array.isArray(body['walks']),
		interval: () => INTERVAL,
		clock,
	});
}
