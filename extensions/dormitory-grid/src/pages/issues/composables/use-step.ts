import { computed, reactive, ref, watch } from 'vue';
import type { ActorStep } from '../../../constants/issues.ts';
import { COLLECTIONS } from '../../../constants/collections.ts';
import type { IssueDetail } from '../../../types/api-issues.ts';
import { keepOwn, ownKey, readOwn } from '../../shared/own-words.ts';
import { useClock } from '../../shared/use-clock.ts';
import { useQueue } from '../../shared/use-queue.ts';
import { dateOf } from '../logic/days.ts';
import { stepSlot } from '../logic/slots.ts';
import { findMissing, readWords, stepBody } from '../logic/step-form.ts';
import type { Telling } from './use-telling.ts';

export interface StepProps {
	detail: IssueDetail;
	kind: ActorStep;
	person: string;
	timeZone: string;
	telling: Telling;
}

/** One step in the making: kept on the phone as it is written, sent through the queue. */
export function useStep(props: Readonly<StepProps>) {
	const queue = useQueue();
	const { now } = useClock();
	const { id } = props.detail;
	const { kind } = props;
	const key = ownKey(props.person, `step.${id}.${kind}`);
	const slot = stepSlot(id);
	const words = reactive(readWords(readOwn(key)));
	const tried = ref(false);
	/** What was before the person's eyes when he began. */
	const begun = props.detail.steps_seen;
	const changes = computed(() => props.detail.steps.slice(begun));
	const open = computed(() => props.detail.open.includes(kind));
	const state = computed(() => queue.stateOf(slot));
	const busy = computed(() => state.value.kind === 'sending' || state.value.kind === 'waiting');
	const missing = computed(() => findMissing(kind, words, dateOf(now.value, props.timeZone)));

	watch(words, (next) => keepOwn(key, next), { deep: true });

	function send(): void {
		tried.value = true;
		if (busy.value || !open.value || missing.value.length > 0) return;
		const body = stepBody(kind, words, { issue: id, seen: props.detail.steps_seen, timeZone: props.timeZone });
		queue.send({
			slot,
			address: `/items/${COLLECTIONS.issueSteps}?fields=id`,
			build: (client_key) => ({ client_key, ...body }),
			draft: key,
		});
		if (kind === 'settle' && words.tell) props.telling.after(id, words.tellNote.trim() || words.note.trim());
	}

	return { words, tried, changes, open, busy, missing, send };
}
