import { ROUTES } from '../../../constants/routes.ts';
import type { PreflightAnswer } from '../../../types/api-preflight.ts';
import { isRecord } from '../../shared/request.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const INTERVAL = 60_000;

/** Tonight's posts: who is missing, and who stands in. */
export function usePreflight(clock: Clock) {
	return usePoll<PreflightAnswer>({
		address: () => ROUTES.preflight,
		accept: isPreflight,
		interval: () => INTERVAL,
		turns: (answer) => (answer.night ? [answer.night.opens_at, answer.night.closes_at] : []),
		clock,
	});
}

function isPreflight(value: unknown): value is PreflightAnswer {
	return isRecord(value) && Array.isArray(value['empty']) && Array.isArray(value['stand_ins']);
}
