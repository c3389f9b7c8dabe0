import { computed, watch } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import type { SubmissionInput } from '../../../types/api.ts';
import { useQueue } from '../../shared/use-queue.ts';
import { draftKey } from '../logic/draft.ts';

export interface SenderOptions {
	person: string;
	night: number;
	grid: number;
	received: () => void;
}

const ADDRESS = `/items/${COLLECTIONS.nightSubmissions}?fields=id,received_at`;

/** A grid's place in the queue. */
export function useSender({ person, night, grid, received }: SenderOptions) {
	const queue = useQueue();
	const slot = `report.${night}.${grid}`;
	const state = computed(() => queue.stateOf(slot));
	const busy = computed(() => state.value.kind === 'sending' || state.value.kind === 'waiting');

	watch(
		state,
		(now) => {
			if (now.kind === 'received') received();
		},
		{ immediate: true },
	);

	/** @param lateReason what it says by itself if it was sent in time and arrives after the close */
	function send(build: (clientKey: string, sentAt: string) => SubmissionInput, lateReason?: string): void {
		const draft = draftKey(person, night, grid);
		queue.send({ slot, address: ADDRESS, build, draft, ...(lateReason ? { lateReason } : {}) });
	}

	return { state, busy, send, retryNow: () => queue.retry(slot), stop: () => queue.stop(slot) };
}
