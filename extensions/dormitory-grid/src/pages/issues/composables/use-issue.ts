import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { IssueDetail } from '../../../types/api-issues.ts';
import { isRecord, request } from '../../shared/request.ts';

const INTERVAL = 20_000;

/** One issue with its steps, asked again while it is looked at. */
export function useIssue(id: Ref<number | null>) {
	const detail = shallowRef<IssueDetail | null>(null);
	const problem = ref<'unreachable' | 'gone' | null>(null);
	let round = 0;

	async function load(): Promise<void> {
		const asked = id.value;
		const mine = ++round;
		if (asked === null) return;
		const reply = await request(`${ROUTES.issues}/${asked}`);
		if (mine !== round) return;
		if (reply.kind === 'ok' && isDetail(reply.body)) {
			detail.value = reply.body;
			problem.value = null;
		} else if (reply.kind === 'refused' && reply.status < 500 && reply.status !== 429) {
			detail.value = null;
			problem.value = 'gone';
		} else if (detail.value === null) problem.value = 'unreachable';
	}

	watch(
		id,
		() => {
			detail.value = null;
			problem.value = null;
			void load();
		},
		{ immediate: true },
	);
	const timer = setInterval(() => document.visibilityState === 'visible' && void load(), INTERVAL);
	onScopeDispose(() => clearInterval(timer));
	return { detail, problem, load };
}

function isDetail(value: unknown): value is IssueDetail {
	return isRecord(value) && Array.isArray(value['steps']) && Array.isArray(value['open']);
}
