import { type Ref, watch } from 'vue';
import { ISSUE_VIEWS, type IssueView } from '../../../constants/issues.ts';
import { ROUTES } from '../../../constants/routes.ts';
import type { IssuesAnswer } from '../../../types/api-issues.ts';
import { isRecord } from '../../shared/request.ts';
import { readStored, writeStored } from '../../shared/storage.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const ALARM_INTERVAL = 10_000;
const CALM_INTERVAL = 30_000;
/** Named like all that goes with a log-out (own-words.ts). */
const STORED = 'grid.own.issues';
const LONGEST_MEMORY = 18 * 3_600_000;

/** The list that is looked at, what waits for whom, and the emergencies of the day. */
export function useIssues(clock: Clock, view: Ref<IssueView>, limit: Ref<number>) {
	const poll = usePoll<IssuesAnswer>({
		address: () => `${ROUTES.issues}?view=${view.value}&limit=${limit.value}`,
		accept: isIssues,
		interval: (answer) => (answer?.emergencies.some(({ mine }) => mine) ? ALARM_INTERVAL : CALM_INTERVAL),
		clock,
		remembered: () => recall(view.value, clock.now.value),
	});
	watch([view, limit], () => void poll.refresh());
	return poll;
}

/** What the first list said opens the page without network; what few may read is not kept on a phone. */
export function keepIssues(answer: IssuesAnswer | null): void {
	if (answer === null) return writeStored(STORED, null);
	const issues = answer.issues.filter(({ confidential }) => !confidential);
	const value: IssuesAnswer = { ...answer, issues, emergencies: [] };
	writeStored(STORED, JSON.stringify({ at: Date.parse(answer.now), value }));
}

function recall(view: IssueView, now: number): IssuesAnswer | null {
	try {
		const kept: unknown = JSON.parse(readStored(STORED) ?? '');
		const value = isRecord(kept) ? kept['value'] : null;
		if (!isIssues(value) || value.view !== view) return null;
		return now - Date.parse(value.now) < LONGEST_MEMORY ? value : null;
	} catch {
		return null;
	}
}

function isIssues(value: unknown): value is IssuesAnswer {
	return (
		isRecord(value) &&
		typeof value['now'] === 'string' &&
		ISSUE_VIEWS.some((view) => view === value['view']) &&
		Array.isArray(value['issues']) &&
		Array.isArray(value['emergencies']) &&
		Array.isArray(value['places']) &&
		Array.isArray(value['staff'])
	);
}
