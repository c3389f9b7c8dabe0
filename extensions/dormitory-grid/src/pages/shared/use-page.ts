import { computed, type ComputedRef, type Ref, ref, watch } from 'vue';
import { forgetOwn } from './own-words.ts';
import type { PollState, Timed } from './use-poll.ts';
import { useSession } from './use-session.ts';
import type { Texts } from './use-texts.ts';

/** What the answer behind every page tells. */
export interface PageAnswer extends Timed {
	time_zone: string;
	person: { language: string | null };
}

/** Where a page's answer comes from: use-poll. */
interface Source<Answer> {
	state: Ref<PollState<Answer>>;
	staleSince: Readonly<Ref<string | null>>;
	refresh: () => Promise<void>;
	loggedIn: () => Promise<void>;
}

interface Leave {
	/** `false` keeps the person for now; the page calls `logOut` itself once he has been asked. */
	may?: () => boolean;
	/** What this page keeps of a person goes with him. */
	forget?: () => void;
}

export interface Page<Answer> extends Source<Answer> {
	answer: ComputedRef<Answer | null>;
	/** A session has been here, so that its end is told as an end. */
	wasIn: Readonly<Ref<boolean>>;
	/** Inside the Studio the session is the Studio's. */
	embedded: boolean;
	askLogOut: () => void;
	logOut: () => Promise<void>;
}

/** A page under a person's session: his language, his session and his leaving. page-frame.vue shows it. */
export function usePage<Answer extends PageAnswer>(
	source: Source<Answer>,
	suggest: Texts<string>['suggest'],
	leave: Leave = {},
): Page<Answer> {
	const session = useSession();
	const embedded = window.self !== window.top;
	const wasIn = ref(false);
	const answer = computed(() => (source.state.value.kind === 'ready' ? source.state.value.answer : null));

	watch(answer, (now, before) => {
		if (!now) return;
		wasIn.value = true;
		// A screen that stays on for days must not lose its session at 22:25.
		if (!embedded) void session.prolong();
		if (!before) suggest(now.person.language);
	});

	function askLogOut(): void {
		if (leave.may?.() ?? true) void logOut();
	}

	async function logOut(): Promise<void> {
		leave.forget?.();
		forgetOwn();
		void session.logOut();
		wasIn.value = false;
		await source.refresh();
	}

	return { ...source, answer, wasIn, embedded, askLogOut, logOut };
}
