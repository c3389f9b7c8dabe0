import { computed, reactive, ref, watch } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import type { PlaceStaff, ReportPlace } from '../../../types/api-issues.ts';
import { keepOwn, ownKey, readOwn } from '../../shared/own-words.ts';
import { useClock } from '../../shared/use-clock.ts';
import { useQueue } from '../../shared/use-queue.ts';
import { dateOf } from '../logic/days.ts';
import { findReportMissing, readReport, reportBody } from '../logic/report-form.ts';
import { REPORT_SLOT } from '../logic/slots.ts';

/** Something that is being raised, kept on the phone as it is written. */
export function useReport(
	props: Readonly<{
		places: readonly ReportPlace[];
		staff: readonly PlaceStaff[];
		person: string;
		timeZone: string;
	}>,
) {
	const queue = useQueue();
	const { now } = useClock();
	const key = ownKey(props.person, 'report');
	const words = reactive(readReport(readOwn(key)));
	const tried = ref(false);
	const place = computed(() => props.places.find(({ grid }) => grid === words.grid) ?? props.places[0]);
	const rooms = computed(() => place.value?.rooms ?? []);
	/** Of the place's own chain, above it and below. */
	const staff = computed(() =>
		props.staff.filter(
			({ chain }) => chain.includes(words.grid ?? 0) || place.value?.chain.includes(chain[0] ?? 0) === true,
		),
	);
	const state = computed(() => queue.stateOf(REPORT_SLOT));
	const busy = computed(() => state.value.kind === 'sending' || state.value.kind === 'waiting');
	const missing = computed(() => findReportMissing(words, dateOf(now.value, props.timeZone)));

	words.grid = place.value?.grid ?? null;
	if (!rooms.value.some(({ id }) => id === words.room)) words.room = null;
	watch(
		() => words.grid,
		() => {
			words.room = null;
			if (!staff.value.some(({ id }) => id === words.about)) words.about = null;
		},
	);
	watch(words, (next) => keepOwn(key, next), { deep: true });

	function send(measure: string): void {
		tried.value = true;
		const { grid } = place.value ?? {};
		if (busy.value || missing.value.length > 0 || grid === undefined) return;
		const body = reportBody(words, { grid, measure, timeZone: props.timeZone });
		queue.send({
			slot: REPORT_SLOT,
			address: `/items/${COLLECTIONS.issueSteps}?fields=id`,
			build: (client_key) => ({ client_key, ...body }),
			draft: key,
		});
	}

	return { words, rooms, staff, state, busy, tried, missing, send };
}
