import type { Issue, Step } from './issue.ts';
import { type Holder, holderAbove, sameHolder } from './issue-holder.ts';

/** Whom a step tells (DESIGN.md 6): whoever has to act now, whoever has lost it, and the student who raised it. Pure. */

export interface Audience {
	/** Everybody in office there. */
	holders: Holder[];
	/** Persons by id, the actor left out. */
	people: string[];
	/** Whether those who said "me too" are told as the reporter is. */
	followers: boolean;
}

export function audienceOf(before: Issue, after: Issue, step: Step): Audience {
	const reporter = after.reporter === null ? [] : [after.reporter];
	const taker = before.takenBy === null ? [] : [before.takenBy];
	const follow = (holders: Holder[], people: string[], followers = false): Audience => ({
		holders,
		people: [...new Set(people)].filter((person) => person !== step.by && person !== after.about),
		followers,
	});
	const above = readerAbove(after);
	switch (step.kind) {
		case 'report':
			return follow([after.holder], []);
		case 'take':
			return follow([], reporter);
		case 'escalate':
		case 'dispatch':
		case 'rule':
			return follow([after.holder], [...reporter, ...taker]);
		case 'return':
			return follow([after.holder], []);
		case 'reject':
		case 'reopen':
			return follow([after.holder], [...(before.settledBy === null ? [] : [before.settledBy]), ...reporter]);
		case 'overdue': {
			const held = sameHolder(before.holder, after.holder) ? [after.holder] : [before.holder, after.holder];
			// The student hears where it is now; what is only unverified or untold is no news to him.
			return follow(held, before.state === 'reported' || before.state === 'in_hand' ? [...taker, ...reporter] : taker);
		}
		case 'hand_over':
		case 'look_again':
			return follow([after.holder], []);
		case 'expire':
			return follow([after.holder, above], taker);
		case 'postpone':
			return follow([above], []);
		case 'grant':
			return follow([], [...(before.postpone?.by ? [before.postpone.by] : []), ...reporter]);
		case 'refuse':
			return follow([], before.postpone?.by ? [before.postpone.by] : []);
		case 'settle':
		case 'explain':
			// Somebody else verifies it.
			return follow([above], []);
		case 'feed_back':
		case 'merge':
			return follow([], reporter, step.kind === 'feed_back');
		case 'verify':
		case 'close':
			return after.state === 'closed' ? follow([], reporter, true) : follow([], []);
		case 'answer':
			return step.solved ? follow([], taker) : follow([after.holder], before.settledBy ? [before.settledBy] : []);
		case 'protect':
		case 'note':
		case 'follow':
			return follow([], []);
	}
}

/** The next above who reads it: a confidential case that has not reached its levels above is the working group's to see. */
function readerAbove({ holder, place, confidential, readers }: Issue): Holder {
	let above = holderAbove(holder, place);
	const reached = [readers.unit, readers.floor, readers.building];
	while (confidential && above.kind === 'grid' && !reached.includes(above.grid)) above = holderAbove(above, place);
	return above;
}
