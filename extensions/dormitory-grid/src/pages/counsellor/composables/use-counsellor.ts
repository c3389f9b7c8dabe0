import { type Ref, watch } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { CounsellorAnswer } from '../../../types/api-counsellor.ts';
import { isRecord } from '../../shared/request.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const LIVE_INTERVAL = 15_000;
const CALM_INTERVAL = 60_000;

/** A night as it concerns the counsellor. @param night `null` is the latest */
export function useCounsellor(clock: Clock, night: Ref<number | null>) {
	const poll = usePoll<CounsellorAnswer>({
		address: () => (night.value === null ? ROUTES.counsellor : `${ROUTES.counsellor}?night=${night.value}`),
		accept: isCounsellorAnswer,
		// Until the night is locked reports, returns and editions still come.
		interval: (answer) =>
			answer?.night && Date.parse(answer.night.locks_at) > clock.now.value ? LIVE_INTERVAL : CALM_INTERVAL,
		turns: (answer) => [
			...(answer.night?.state === 'open' ? [answer.night.closes_at] : []),
			...(answer.next ? [answer.next.opens_at] : []),
		],
		clock,
	});
	watch(night, () => void poll.refresh());
	return poll;
}

function isCounsellorAnswer(value: unknown): value is CounsellorAnswer {
	return (
		isRecord(value) &&
		typeof value['now'] === 'string' &&
		isRecord(value['person']) &&
		Array.isArray(value['editions']) &&
		Array.isArray(value['students']) &&
		Array.isArray(value['gaps'])
	);
}
