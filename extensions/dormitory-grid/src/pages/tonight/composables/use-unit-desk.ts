import { computed, ref, shallowRef } from 'vue';
import type { NightHead, TonightGrid, TonightUnit } from '../../../types/api.ts';
import { hasReported } from '../logic/boards.ts';
import { findReasonNeeded } from '../logic/countdown.ts';
import {
	buildReport,
	keepResidents,
	rollOf,
	startRoll,
	type Tick,
	tickRest,
	type Ticks,
	viewUnit,
} from '../logic/roll.ts';
import { useClock } from '../../shared/use-clock.ts';
import { useDraft } from './use-draft.ts';
import { useSender } from './use-sender.ts';

export interface UnitDeskProps {
	grid: TonightGrid;
	report: NonNullable<TonightGrid['report']>;
	unit: TonightUnit;
	night: NightHead;
	person: string;
	timeZone: string;
}

/** A unit's report from the first tick to the answer. Whatever is being edited lives in the draft, so that nothing typed is lost. */
export function useUnitDesk(props: UnitDeskProps) {
	const { now } = useClock();
	const { draft, change, forget } = useDraft(props.person, props.night.id, props.grid.grid);
	/** What was sent, until the server's own copy of it arrives. */
	const sentTicks = shallowRef<Ticks | null>(null);
	const tried = ref(false);

	const rooms = computed(() => props.unit.rooms);
	const ticks = computed(() => keepResidents(rooms.value, draft.value ? draft.value.ticks : startRoll(rooms.value)));
	const view = computed(() => viewUnit(rooms.value, ticks.value));
	const sender = useSender({
		person: props.person,
		night: props.night.id,
		grid: props.grid.grid,
		received() {
			if (draft.value !== null) sentTicks.value = ticks.value;
			tried.value = false;
			forget();
		},
	});
	const received = computed(() => (sender.state.value.kind === 'received' ? sender.state.value : null));
	const reported = computed(() => hasReported(props.grid) || received.value !== null);
	/** Someone has reported, and a draft lies here: a correction, or words that were overtaken. */
	const editing = computed(() => !reported.value || draft.value !== null);

	const reasonNeeded = computed(() => {
		const needed = findReasonNeeded(props.night, props.report, now.value);
		if (needed !== null || sender.state.value.kind !== 'refused') return needed;
		const { code, details } = sender.state.value.error;
		if (code !== 'GRID_REASON_REQUIRED') return null;
		return details['why'] === 'late' ? 'late' : 'again';
	});
	const reasonMissing = computed(() => reasonNeeded.value !== null && !draft.value?.reason.trim());

	function setTicks(next: Ticks): void {
		change({ ticks: next });
	}

	function tick(student: number, mark: Tick): void {
		setTicks({ ...ticks.value, [student]: mark });
	}

	function allIn(room?: number): void {
		setTicks(
			tickRest(
				rooms.value.filter((each) => room === undefined || each.room === room),
				ticks.value,
			),
		);
	}

	/** Starts from what was sent, never from defaults. */
	function correct(): void {
		const { submission } = props.unit;
		if (submission)
			change({ ticks: rollOf(rooms.value, submission, props.timeZone), reason: '', note: submission.note ?? '' });
	}

	function build(clientKey: string, sentAt: string) {
		return buildReport(rooms.value, ticks.value, {
			clientKey,
			sentAt,
			night: props.night,
			grid: props.grid.grid,
			timeZone: props.timeZone,
			reason: draft.value?.reason ?? '',
			note: draft.value?.note ?? '',
			seenAt: draft.value?.seenAt ?? null,
		});
	}

	/** @returns what is still missing, for the focus to go there */
	function send(lateReason: string): 'rooms' | 'reason' | null {
		tried.value = true;
		if (!view.value.ready) return 'rooms';
		if (reasonMissing.value) return 'reason';
		sender.send(build, lateReason);
		return null;
	}

	return {
		draft,
		ticks,
		view,
		rooms,
		received,
		sentTicks,
		reported,
		editing,
		tried,
		reasonNeeded,
		reasonMissing,
		sender,
		tick,
		allIn,
		correct,
		send,
		change,
		forget,
	};
}
