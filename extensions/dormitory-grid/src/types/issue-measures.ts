import type { IssueCategory, MeasureGroup } from '../constants/issues.ts';

/** Measures of issues: GET ROUTES.issueMeasures. Of what the asker may read, and nothing else (DESIGN.md 6). */

/** Times in minutes on the issues' own clocks, which stand still in quiet hours where their rule says so. */
export interface Spread {
	/** How many there are; without any there is no time, which is not 0. */
	count: number;
	median: number | null;
	p90: number | null;
}

/** Issues reported in the span, and how they went in the hands that the row is about. */
export interface Measure {
	issues: number;
	/** Of these: ran out of time, given back by an office, not solved after all. */
	overdue: number;
	returned: number;
	reopened: number;
	/** From the moment of dispatch. */
	take: Spread;
	settle: Spread;
	/** From the settlement to the word to who raised it. */
	feed_back: Spread;
}

export interface MeasureRow extends Measure {
	/** A level (3, 2, 1, 0 the working group, `office`), a category, or the id of an office or building. */
	key: string;
	/** Of an office or building. */
	name: string | null;
}

/** Not closed at this moment, by whole days since it was reported: `from` included, `until` not. */
export interface AgeClass {
	from: number;
	until: number | null;
	/** Still to be settled … */
	open: number;
	/** … and settled or explained, but not verified and told. */
	unclosed: number;
}

/** Who has settled or explained something and has not told who raised it. */
export interface FeedbackDebt {
	person: string | null;
	name: string | null;
	/** With whom the case is: 3, 2, 1, 0 the working group; `null`: an office, by name. */
	level: 0 | 1 | 2 | 3 | null;
	office: string | null;
	debts: number;
	/** Of these: past their time. */
	overdue: number;
	/** The oldest of them. */
	since: string;
}

export interface IssueMeasuresAnswer {
	now: string;
	time_zone: string;
	person: { id: string; name: string; language: 'zh-CN' | 'en-US' };
	/** Calendar dates, both included. */
	from: string;
	to: string;
	asked: { building: number | null; category: IssueCategory | null; office: number | null };
	/** What can be asked for. */
	buildings: { id: number; name: string }[];
	offices: { id: number; name: string }[];
	whole: Measure;
	groups: Record<MeasureGroup, MeasureRow[]>;
	ageing: AgeClass[];
	debts: FeedbackDebt[];
}
