import { type Ref, watch } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { HierarchyAnswer } from '../../../types/api.ts';
import type { DeskAnswer } from '../../../types/api-desk.ts';
import { isRecord } from '../../shared/request.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { type Timed, usePoll } from '../../shared/use-poll.ts';

const OPEN_INTERVAL = 8_000;
const CALM_INTERVAL = 45_000;

interface Board extends Timed {
	night: DeskAnswer['night'];
	next: DeskAnswer['next'];
}

/** The desk's figures and, beside them, the tree they belong to; both answer 304 while nothing moves. */
export function useDesk(clock: Clock, night: Ref<number | null>) {
	const address = (route: string) => (night.value === null ? route : `${route}?night=${night.value}`);
	const pace = <Answer extends Board>() => ({
		// Until its lock late reports, returns and steps of the ladder still come.
		interval: (answer: Answer | null) =>
			answer?.night && Date.parse(answer.night.locks_at) > clock.now.value ? OPEN_INTERVAL : CALM_INTERVAL,
		turns: (answer: Answer) => [
			...(answer.night?.state === 'open' ? [answer.night.closes_at] : []),
			...(answer.next ? [answer.next.opens_at] : []),
		],
		clock,
	});
	const desk = usePoll<DeskAnswer>({ address: () => address(ROUTES.desk), accept: isDesk, ...pace() });
	const tree = usePoll<HierarchyAnswer>({ address: () => address(ROUTES.hierarchy), accept: isTree, ...pace() });
	const refresh = async () => void (await Promise.all([desk.refresh(), tree.refresh()]));
	const loggedIn = async () => void (await Promise.all([desk.loggedIn(), tree.refresh()]));
	watch(night, () => void refresh());
	return { desk: { ...desk, refresh, loggedIn }, tree };
}

function isDesk(value: unknown): value is DeskAnswer {
	return (
		isRecord(value) &&
		typeof value['now'] === 'string' &&
		isRecord(value['rate']) &&
		Array.isArray(value['silent']) &&
		Array.isArray(value['timeline'])
	);
}

function isTree(value: unknown): value is HierarchyAnswer {
	return isRecord(value) && typeof value['now'] === 'string' && Array.isArray(value['buildings']);
}
