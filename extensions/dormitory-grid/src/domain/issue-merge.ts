import { SEVERITIES, type Severity } from '../constants/issues.ts';
import type { Issue } from './issue.ts';
import { readsAll } from './issue-speech.ts';
import { rolesOf } from './issue-step.ts';
import type { Actor } from './scope.ts';

interface Case {
	/** Ids are given in the order of raising. */
	id: number;
	severity: Severity;
	issue: Issue;
}

/**
 * A duplicate goes into an older issue of the same building and kind, no less severe, that is still to be settled and that
 * its actor answers for: so nobody gains time by it, and nothing rides along into what is settled already. Pure.
 */
export function mayMergeInto(actor: Actor, duplicate: Case, main: Case): boolean {
	return (
		main.id < duplicate.id &&
		SEVERITIES.indexOf(main.severity) >= SEVERITIES.indexOf(duplicate.severity) &&
		main.issue.place.building === duplicate.issue.place.building &&
		main.issue.kind === duplicate.issue.kind &&
		// A confidential case is nobody's duplicate: its reporter would read another's.
		!main.issue.confidential &&
		(main.issue.state === 'reported' || main.issue.state === 'in_hand') &&
		readsAll(rolesOf(actor, main.issue))
	);
}
