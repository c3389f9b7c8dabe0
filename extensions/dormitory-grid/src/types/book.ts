/** The night's book: GET ROUTES.book/:table. Only closed regular nights count, and of those only what was owed. */

/** Reports of closed regular nights; the three states add up to `owed`. */
export interface BookReports {
	owed: number;
	on_time: number;
	late: number;
	missing: number;
	/** Shares of `owed`, 0 to 1; `null` where nothing was owed, which is not the same as 0. */
	on_time_rate: number | null;
	completeness: number | null;
}

/** What the units that reported said; silent units are not in it. */
export interface BookCounts {
	/** Student nights that somebody reported on: the base of the rates of absences. */
	residents: number;
	late_return: number;
	not_returned: number;
	on_leave: number;
}

export interface BookNight extends BookReports, BookCounts {
	night: number;
	date: string;
	/** 1 is Monday … 7 is Sunday. */
	weekday: number;
}

export interface BookGrid extends BookReports, BookCounts {
	grid: number;
	code: string;
	name: string;
	level: 1 | 2 | 3;
	on_behalf: number;
	stand_in: number;
}

/** A person in charge, as frozen when each night opened. */
export interface BookPerson extends BookReports {
	person: string;
	name: string;
	level: 1 | 2 | 3;
	/** Reports that he sent himself. */
	own: number;
}

export interface BookStudent {
	student: number;
	number: string;
	name: string;
	department: string | null;
	late_return: number;
	not_returned: number;
	on_leave: number;
	last_date: string;
}

/** Late returns and absences of one weekday, department or building, and per 1,000 student nights reported on. */
export interface BookShare {
	late_return: number;
	not_returned: number;
	residents: number;
	late_per_thousand: number | null;
	not_returned_per_thousand: number | null;
}

export interface BookLateReturns {
	weekdays: (BookShare & { weekday: number; nights: number })[];
	departments: (BookShare & { department: number | null; name: string | null })[];
	buildings: (BookShare & { building: number; code: string; name: string })[];
}

export interface BookRows {
	nights: BookNight[];
	grids: BookGrid[];
	persons: BookPerson[];
	students: BookStudent[];
}
export type BookTable = keyof BookRows;

interface BookAnswerHead {
	from: string;
	to: string;
	time_zone: string;
}

/** `rows` are at most `limit` of `total`; a file (`format=xlsx` or `csv`) holds all. */
export interface BookAnswer<Table extends BookTable = BookTable> extends BookAnswerHead {
	table: Table;
	total: number;
	rows: BookRows[Table];
}

export interface BookLateReturnsAnswer extends BookAnswerHead, BookLateReturns {}
