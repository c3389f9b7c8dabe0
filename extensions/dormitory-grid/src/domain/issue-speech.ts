import { SPEECH, type Speech, type ToldKind } from '../constants/issue-speech.ts';
import type { StepKind } from '../constants/issues.ts';
import type { Role, Step } from './issue.ts';

/** Who hears what of a step (constants/issue-speech.ts). Pure. */

/** Whether the person reads all of the issue, by what he answers for; whoever only raised it hears what is for him. */
export function readsAll(roles: ReadonlySet<Role>): boolean {
	return roles.has('chain') || roles.has('holder');
}

/** To the reporter and whoever follows. */
export function speechOf({ kind, to }: Pick<Step, 'kind' | 'to'>): Speech {
	// What the working group has to rule on first is no word to the reporter yet.
	return kind === 'explain' && to !== null ? 'hidden' : SPEECH[kind];
}

export function isTold(kind: StepKind): kind is ToldKind {
	return SPEECH[kind] !== 'hidden';
}
