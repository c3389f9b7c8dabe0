import type { NextThing } from '../constants/issues.ts';
import type { Issue } from './issue.ts';

/** The one line that answers everywhere: with whom, since when, how long left, what next (DESIGN.md 6). Pure. */

export interface IssueLine {
	next: NextThing;
	/** When that is due; `null`: nothing is. */
	dueAt: Date | null;
	/** The reporter has not been told what has become of it. */
	owesFeedback: boolean;
}

export function lineOf(issue: Issue): IssueLine {
	const { state, toldAt, verifiedAt } = issue;
	const owesFeedback = (state === 'settled' || state === 'explained') && toldAt === null;
	switch (state) {
		case 'reported':
			return { next: issue.needsRuling ? 'rule' : 'take', dueAt: issue.takeDueAt ?? issue.settleDueAt, owesFeedback };
		case 'in_hand':
			return { next: issue.postpone ? 'decide' : 'settle', dueAt: issue.settleDueAt, owesFeedback };
		case 'settled':
			return { next: verifiedAt === null ? 'verify' : 'feed_back', dueAt: issue.closeDueAt, owesFeedback };
		case 'explained':
			return owesFeedback
				? { next: 'feed_back', dueAt: issue.closeDueAt, owesFeedback }
				: { next: 'look_again', dueAt: issue.lookAgainAt, owesFeedback };
		case 'closed':
			return { next: 'nothing', dueAt: null, owesFeedback };
	}
}
