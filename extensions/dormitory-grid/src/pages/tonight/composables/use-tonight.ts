import { ROUTES } from '../../../constants/routes.ts';
import type { TonightAnswer } from '../../../types/api.ts';
import { isRecord } from '../../shared/request.ts';
import { readStored, writeStored } from '../../shared/storage.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const OPEN_INTERVAL = 15_000;
const CALM_INTERVAL = 60_000;
const STORED = 'grid.answer';
/** A night's names are of no use on the next. */
const LONGEST_MEMORY = 18 * 3_600_000;

/** Tonight as the server sees it. */
export function useTonight(clock: Clock) {
	return usePoll<TonightAnswer>({
		address: () => ROUTES.tonight,
		accept: isTonightAnswer,
		interval: (answer) => (answer?.night?.state === 'open' ? OPEN_INTERVAL : CALM_INTERVAL),
		turns: ({ night, next }) => [
			...(night?.state === 'open' ? [night.closes_at] : []),
			...(next ? [next.opens_at] : []),
		],
		clock,
		remembered: () => recall(clock.now.value),
	});
}

/** The last answer stays on this phone, so that the page opens without network; it holds names, and goes with the log-out. */
export function keepAnswer(answer: TonightAnswer | null): void {
	writeStored(STORED, answer === null ? null : JSON.stringify(answer));
}

function recall(now: number): TonightAnswer | null {
	try {
		const answer: unknown = JSON.parse(readStored(STORED) ?? '');
		return isTonightAnswer(answer) && now - Date.parse(answer.now) < LONGEST_MEMORY ? answer : null;
	} catch {
		return null;
	}
}

function isTonightAnswer(value: unknown): value is TonightAnswer {
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
