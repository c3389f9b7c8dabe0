import { computed } from 'vue';
import type { NightHead, TonightGrid } from '../../../types/api.ts';
import { hasReported } from '../logic/boards.ts';
import { findReasonNeeded } from '../logic/countdown.ts';
import { buildSignOn } from '../logic/roll.ts';
import { useClock } from '../../shared/use-clock.ts';
import { useDraft } from './use-draft.ts';
import { useSender } from './use-sender.ts';

export interface SignOnProps {
	grid: TonightGrid;
	report: NonNullable<TonightGrid['report']>;
	night: NightHead;
	person: string;
	/** Silent grids directly below, as the page shows them at this moment. */
	gaps: readonly TonightGrid[];
}

/** A floor's or building's signature under what came up, gaps named. */
export function useSignOn(props: SignOnProps, refresh: () => void) {
	const { now } = useClock();
	const { draft, change, forget } = useDraft(props.person, props.night.id, props.grid.grid);
	const sender = useSender({
		open: draft.value?.attempt ?? null,
		keep: (attempt) => change({ attempt }),
		received() {
			forget();
			refresh();
		},
		refused: refresh,
	});
	const received = computed(() => (sender.state.value.kind === 'received' ? sender.state.value : null));
	const signed = computed(() => hasReported(props.grid) || received.value !== null);
	const reasonNeeded = computed(() => findReasonNeeded(props.night, props.report, now.value));
	const reason = computed({
		get: () => draft.value?.reason ?? '',
		set: (text: string) => change({ reason: text }),
	});

	async function sign(): Promise<void> {
		const seen = props.gaps.map((gap) => gap.grid);
		await sender.send((clientKey, sentAt) =>
			buildSignOn(seen, {
				clientKey,
				sentAt,
				night: props.night,
				grid: props.grid.grid,
				timeZone: '',
				reason: reason.value,
				note: '',
				seenAt: draft.value?.seenAt ?? null,
			}),
		);
	}

	return { sender, received, signed, reasonNeeded, reason, sign };
}
