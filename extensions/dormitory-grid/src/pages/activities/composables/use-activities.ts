import { type Ref, watch } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { ActivitiesAnswer } from '../../../types/activity.ts';
import { isRecord } from '../../shared/request.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const INTERVAL = 120_000;

/** What is owed, held and called, as the server sees it. */
export function useActivities(clock: Clock, limit: Ref<number>) {
	const poll = usePoll<ActivitiesAnswer>({
		address: () => `${ROUTES.activities}?limit=${limit.value}`,
		accept: (body): body is ActivitiesAnswer =>
			isRecord(body) && isRecord(body['person']) && Array.isArray(body['activities']) && Array.isArray(body['owed']),
		interval: () => INTERVAL,
		clock,
	});
	watch(limit, () => void poll.refresh());
	return poll;
}
