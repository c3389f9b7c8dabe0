import { type Ref, ref } from 'vue';
import type { Queue } from './use-queue.ts';

export interface Leaving {
	/** Whether the person is being asked. */
	asking: Ref<boolean>;
	/** Whether nothing keeps him; else he is asked. */
	mayLeave: () => boolean;
}

/** What waits on this phone goes out under this account only: said before it is left. */
export function useLeaving(queue: Queue): Leaving {
	const asking = ref(false);
	return {
		asking,
		mayLeave() {
			asking.value = queue.waiting.value.length > 0;
			return !asking.value;
		},
	};
}
