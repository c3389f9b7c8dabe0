import type { Issue } from './issue.ts';
import { readsAll } from './issue-speech.ts';
import { rolesOf } from './issue-step.ts';
import type { Actor } from './scope.ts';

/** A duplicate goes into an issue of the same building and kind that is not closed and that its actor answers for. Pure. */
export function mayMergeInto(actor: Actor, duplicate: Issue, main: Issue): boolean {
	return (
		main.place.building === duplicate.place.building &&
		main.kind === duplicate.kind &&
		// A confidential case is nobody's duplicate: its reporter would read another's.
		!main.confidential &&
		main.state !== 'closed' &&
		readsAll(rolesOf(actor, main))
	);
}
