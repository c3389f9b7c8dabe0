import { reactive, watch } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import { keepOwn, listOwn, ownKey, readOwn } from '../../shared/own-words.ts';
import { parcelPrefix } from '../../shared/parcel.ts';
import { isRecord } from '../../shared/request.ts';
import { readStored } from '../../shared/storage.ts';
import type { Queue } from '../../shared/use-queue.ts';
import { stepSlot, tellSlot } from '../logic/slots.ts';

const NAME = 'tell.';

/** Tells the reporter once a settling has arrived, over reloads and dead batteries; never before it has. */
export function useTelling(queue: Queue) {
	const notes = reactive(new Map<number, string>());
	let person: string | null = null;
	const keyOf = (issue: number) => ownKey(person ?? '', `${NAME}${issue}`);

	/** To be called once the settling is under way. */
	function after(issue: number, note: string): void {
		keepOwn(keyOf(issue), { note });
		notes.set(issue, note);
	}

	function drop(issue: number): void {
		notes.delete(issue);
		keepOwn(keyOf(issue), null);
	}

	function follow(who: string): void {
		if (who === person) return;
		person = who;
		notes.clear();
		for (const key of listOwn(who, NAME)) {
			const issue = Number(key.slice(ownKey(who, NAME).length));
			const kept = readOwn(key);
			// It may lie here held: whether it has arrived is not known, and nobody is told on a guess.
			const isOpen = readStored(parcelPrefix(who) + stepSlot(issue)) !== null;
			const underWay = ['sending', 'waiting'].includes(queue.stateOf(stepSlot(issue)).kind);
			const note = isRecord(kept) && typeof kept['note'] === 'string' ? kept['note'] : null;
			if (note === null || (isOpen && !underWay)) drop(issue);
			else notes.set(issue, note);
		}
	}

	watch(
		() => [...notes].map(([issue, note]) => ({ issue, note, state: queue.stateOf(stepSlot(issue)).kind })),
		(waiting) => {
			for (const { issue, note, state } of waiting) {
				if (state === 'received' || state === 'idle') {
					tell(issue, note);
					drop(issue);
				} else if (state === 'refused' || state === 'failed') drop(issue);
			}
		},
	);

	function tell(issue: number, note: string): void {
		queue.send({
			slot: tellSlot(issue),
			address: `/items/${COLLECTIONS.issueSteps}?fields=id`,
			build: (client_key) => ({ client_key, kind: 'feed_back', issue, note }),
		});
	}

	return { after, drop, follow };
}

export type Telling = ReturnType<typeof useTelling>;
