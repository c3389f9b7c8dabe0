import type { ActorStep, NextThing } from '../../../constants/issues.ts';

/** What usually moves an issue on, before what only adds to it. */
const ORDER: readonly ActorStep[] = [
	'answer',
	'take',
	'rule',
	'grant',
	'refuse',
	'settle',
	'dispatch',
	'escalate',
	'verify',
	'reject',
	'feed_back',
	'return',
	'explain',
	'close',
	'protect',
	'postpone',
	'reopen',
	'note',
	'merge',
	'follow',
];
/** The step that gives what an issue waits for. */
const ANSWERS: Readonly<Partial<Record<NextThing, ActorStep>>> = {
	take: 'take',
	settle: 'settle',
	rule: 'rule',
	decide: 'grant',
	verify: 'verify',
	feed_back: 'feed_back',
};
/** Further ones stand behind "more". */
const IN_SIGHT = 4;

export interface OrderedSteps {
	/** What the issue waits for from this person. */
	wanted: ActorStep | null;
	first: ActorStep[];
	more: ActorStep[];
}

/** The steps that are open, the one that is waited for first. */
export function orderSteps(open: readonly ActorStep[], next: NextThing): OrderedSteps {
	const wanted = ANSWERS[next];
	const ordered = ORDER.filter((kind) => open.includes(kind)).sort(
		(a, b) => Number(b === wanted) - Number(a === wanted),
	);
	const isOpen = wanted !== undefined && open.includes(wanted);
	return { wanted: isOpen ? wanted : null, first: ordered.slice(0, IN_SIGHT), more: ordered.slice(IN_SIGHT) };
}
