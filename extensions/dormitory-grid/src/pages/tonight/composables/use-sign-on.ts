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
export function useSignOn(props: SignOnProps) {
	const { now } = useClock();
	const { draft, change, forget } = useDraft(props.person, props.night.id, props.grid.grid);
	const sender = useSender({
		person: props.person,
		night: props.night.id,
		grid: props.grid.grid,
		received: forget,
	});
	const received = computed(() => (sender.state.value.kind === 'received' ? sender.state.value : null));
	const signed = computed(() => hasReported(props.grid) || received.value !== null);
	const reasonNeeded = computed(() => findReasonNeeded(props.night, props.report, now.value));
	const reason = computed({
		get: () => draft.value?.reason ?? '',
		set: (text: string) => change({ reason: text }),
	});

	function sign(lateReason?: string): void {
		const seen = props.gaps.map((gap) => gap.grid);
		sender.send(
			(clientKey, sentAt) =>
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
			lateReason,
		);
	}

	return { sender, received, signed, reasonNeeded, reason, sign };
}
