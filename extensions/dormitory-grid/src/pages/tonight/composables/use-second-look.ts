import { computed, onScopeDispose, readonly, ref, shallowRef } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { ChecksAnswer } from '../../../types/api-sheet.ts';
import { request } from '../../shared/request.ts';
import { isChecks } from '../logic/second-look.ts';

const INTERVAL = 60_000;
/** Milliseconds that a page waits for a card above what it shows, so that nothing moves under a finger; a slow network gets the page first. */
const PATIENCE = 800;

/** Rooms drawn for the person of this page, to be looked into once more; nothing at all for everybody else. */
export function useSecondLook() {
	const answer = shallowRef<ChecksAnswer | null>(null);
	/** Only where there are any. */
	const drawn = computed(() => (answer.value?.rooms.length ? answer.value : null));
	/** Whether it is known, or has been waited for long enough. */
	const settled = ref(false);
	/** They came to a page that was being read already. */
	const late = ref(false);
	let person: string | null = null;
	let patience: ReturnType<typeof setTimeout> | undefined;

	async function refresh(): Promise<void> {
		const asker = person;
		if (asker === null || document.visibilityState === 'hidden') return;
		const reply = await request(ROUTES.myChecks);
		// Another person may have logged in meanwhile.
		if (reply.kind !== 'ok' || !isChecks(reply.body) || asker !== person) return;
		if (drawn.value === null) late.value = settled.value;
		answer.value = reply.body;
	}

	/** Whose rooms; `null`: nobody is logged in any more. */
	function follow(id: string | null): void {
		if (id === person) return;
		person = id;
		answer.value = null;
		settled.value = false;
		clearTimeout(patience);
		if (id === null) return;
		const settle = () => {
			if (id === person) settled.value = true;
		};
		patience = setTimeout(settle, PATIENCE);
		void refresh().then(settle);
	}

	const timer = setInterval(() => void refresh(), INTERVAL);
	onScopeDispose(() => {
		clearInterval(timer);
		clearTimeout(patience);
	});

	return { drawn, settled: readonly(settled), late: readonly(late), follow, refresh };
}
