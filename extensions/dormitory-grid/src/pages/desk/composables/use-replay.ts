import { computed, onScopeDispose, ref, type Ref, shallowRef, watch } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import { minutesOf, nightAt } from '../../../domain/night-events.ts';
import type { NightEvent, ReplayAnswer } from '../../../types/api-desk.ts';
import { isRecord, request } from '../../shared/request.ts';

/** Milliseconds a minute of the night takes while it is played. */
const PACE = 350;

/** A night that can be wound to any of its minutes. */
export function useReplay(night: Ref<number | null>) {
	const answer = shallowRef<ReplayAnswer | null>(null);
	const failed = ref(false);
	const index = ref(0);
	const playing = ref(false);
	let timer: ReturnType<typeof setInterval> | undefined;

	const minutes = computed(() => {
		const { night: head, events = [] } = answer.value ?? {};
		return head ? minutesOf(head.opens_at, head.closes_at, events) : [];
	});
	/** The end of the shown minute: what happened in it has happened. */
	const moment = computed(() => (minutes.value[index.value] ?? 0) + 59_999);
	const picture = computed(() => nightAt(answer.value?.units ?? [], answer.value?.events ?? [], moment.value));
	/** Newest first. */
	const minute = computed<NightEvent[]>(() =>
		(answer.value?.events ?? [])
			.filter(({ at }) => Date.parse(at) <= moment.value && Date.parse(at) > moment.value - 60_000)
			.toReversed(),
	);

	async function load(): Promise<void> {
		stop();
		answer.value = null;
		failed.value = false;
		if (night.value === null) return;
		const asked = night.value;
		const reply = await request(`${ROUTES.replay}?night=${asked}`, { timeout: 30_000 });
		if (asked !== night.value) return;
		if (reply.kind === 'ok' && isReplay(reply.body)) {
			answer.value = reply.body;
			index.value = 0;
		} else failed.value = true;
	}

	function move(by: number): void {
		index.value = Math.min(Math.max(index.value + by, 0), minutes.value.length - 1);
	}

	function play(): void {
		if (index.value >= minutes.value.length - 1) index.value = 0;
		playing.value = true;
		timer = setInterval(() => {
			move(1);
			if (index.value >= minutes.value.length - 1) stop();
		}, PACE);
	}

	function stop(): void {
		playing.value = false;
		clearInterval(timer);
	}

	onScopeDispose(stop);
	watch(night, () => void load(), { immediate: true });
	return { answer, failed, index, playing, minutes, moment, picture, minute, load, move, play, stop };
}

function isReplay(body: unknown): body is ReplayAnswer {
	return isRecord(body) && Array.isArray(body['units']) && Array.isArray(body['events']);
}
