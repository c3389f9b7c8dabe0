import { computed } from 'vue';
import { clockText, dateText } from '../../domain/clock-text.ts';
import type { NextNight, NightHead } from '../../types/api.ts';
import { useClock } from './use-clock.ts';
import { useTexts } from './use-texts.ts';

/** Where a night stands, in the words of every page's headline. */
export function useNightHead(shown: () => { night: NightHead | null; next: NextNight | null; time_zone: string }) {
	const { language, say } = useTexts();
	const { now } = useClock();
	const clock = (moment: string) => clockText(moment, shown().time_zone);
	const head = computed(() => shown().night);
	const open = computed(() => head.value?.state === 'open');
	const left = computed(() => (head.value && open.value ? Date.parse(head.value.closes_at) - now.value : 0));
	const title = computed(() => {
		if (!head.value) return say('head.none');
		return open.value ? say('head.open') : say('head.closed', { time: clock(head.value.closes_at) });
	});
	const next = computed(() => {
		const coming = shown().next;
		if (!coming) return say('head.no_next');
		const date = dateText(coming.date, language.value);
		return say('head.next', { date, opens: clock(coming.opens_at), closes: clock(coming.closes_at) });
	});
	return { head, open, left, title, next, clock, now };
}
