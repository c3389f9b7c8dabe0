import type { ToldKind } from '../constants/issue-speech.ts';
import type { IssueCategory, IssueState, NextThing } from '../constants/issues.ts';

/** What the public page asks for, without log-in. Moments are ISO 8601 in UTC. */

export interface PublicPlace {
	now: string;
	time_zone: string;
	/** The room's number, or the building's name. */
	place: string;
	building: string;
	/** Whether the code stands for one room. */
	room: boolean;
	college: string;
	/** Supervision telephone; `null`: none is set. */
	phone: string | null;
	categories: readonly IssueCategory[];
	open: PublicIssue[];
	/** Of the room's latest walk; `null`: the code is a building's, or nobody has walked there yet. */
	score: { points: number; date: string } | null;
}

/** Nobody's words, and no number by which others could be guessed. */
export interface PublicIssue {
	ref: string;
	category: IssueCategory;
	state: IssueState;
	since: string;
	/** How many said "me too". */
	followers: number;
}

/** ALTCHA's form of a proof of work: find the number for which SHA-256(salt + number) is the challenge. */
export interface Challenge {
	algorithm: 'SHA-256';
	challenge: string;
	maxnumber: number;
	salt: string;
	signature: string;
}

export interface RaisedAnswer {
	receipt: string;
}

/** With whom an issue is, by kind; an office by its name, nobody by his. */
export interface PublicHolder {
	kind: 'unit' | 'floor' | 'building' | 'office' | 'group';
	office: string | null;
}

export interface PublicStep {
	kind: ToldKind;
	at: string;
	/** Only what was written for the reporter, or by him. */
	note: string | null;
	/** Postponed until; looked at again on. */
	until: string | null;
	solved: boolean | null;
	rating: number | null;
}

export interface ReceiptAnswer {
	now: string;
	time_zone: string;
	place: string;
	category: IssueCategory;
	state: IssueState;
	since: string;
	holder: PublicHolder;
	next: NextThing;
	/** How long they have left. */
	due_at: string | null;
	followers: number;
	/** Whether it is worked on together with another, whose state this is. */
	merged: boolean;
	may_answer: boolean;
	steps: PublicStep[];
}

/** A building's codes, to be printed. */
export interface PublicPlacesAnswer {
	building: string;
	college: string;
	phone: string | null;
	places: { code: string; name: string; room: boolean }[];
}
