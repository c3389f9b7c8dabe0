import { LONGEST_SPAN_DAYS, USUAL_SPAN_DAYS } from '../constants/spans.ts';
import type { BookReports, BookShare } from '../types/book.ts';
import { addDays, compareDates, weekdayOf } from './calendar.ts';
import { type Actor, isWorkingGroup } from './scope.ts';

/** Whose rows of the book a person reads: the whole college, the places he answers for, his own students. */
export type BookScope =
	| { kind: 'college'; college: number }
	| {
			kind: 'places';
			college: number;
			buildings: readonly number[];
			floors: readonly number[];
			units: readonly number[];
			/** Only rows about students have a counsellor. */
			counsellor: string | null;
	  };

/** Reports of grids belong to their places; what is about students is read by their counsellor as well. */
export function bookScope(actor: Actor, college: number, about: 'reports' | 'students'): BookScope | null {
	if (actor.user === null) return null;
	if (isWorkingGroup(actor, college)) return { kind: 'college', college };
	const own = (column: 'building' | 'floor' | 'unit') => actor.scopes.flatMap((scope) => scope[column] ?? []);
	const places = { buildings: own('building'), floors: own('floor'), units: own('unit') };
	const counsels = about === 'students' && actor.scopes.some((scope) => scope.counsellor === actor.user);
	if (!counsels && Object.values(places).every((ids) => ids.length === 0)) return null;
	return { kind: 'places', college, ...places, counsellor: counsels ? actor.user : null };
}

export type BookSpan = { kind: 'span'; from: string; to: string } | { kind: 'backwards' } | { kind: 'too_long' };

/** The dates asked for, both included; without any it is the last thirty days. */
export function bookSpan(asked: { from: string | null; to: string | null }, today: string): BookSpan {
	const to = asked.to ?? today;
	const from = asked.from ?? addDays(to, 1 - USUAL_SPAN_DAYS);
	if (compareDates(from, to) > 0) return { kind: 'backwards' };
	return compareDates(addDays(from, LONGEST_SPAN_DAYS), to) <= 0 ? { kind: 'too_long' } : { kind: 'span', from, to };
}

type States = Pick<BookReports, 'on_time' | 'late' | 'missing'>;

/** Rates over what was owed. Complete is what came at all, on time what came before its own minute. */
export function withRates<Row extends States>(row: Row): Row & BookReports {
	const owed = row.on_time + row.late + row.missing;
	return {
		...row,
		owed,
		on_time_rate: owed === 0 ? null : row.on_time / owed,
		completeness: owed === 0 ? null : (row.on_time + row.late) / owed,
	};
}

type Absences = Pick<BookShare, 'late_return' | 'not_returned' | 'residents'>;

export function withShares<Row extends Absences>(row: Row): Row & BookShare {
	const perThousand = (count: number) => (row.residents === 0 ? null : (count / row.residents) * 1000);
	return {
		...row,
		late_per_thousand: perThousand(row.late_return),
		not_returned_per_thousand: perThousand(row.not_returned),
	};
}

/** All seven weekdays, Monday first: a weekday without a night has no rate. */
export function byWeekday(
	nights: readonly (Absences & { date: string })[],
): (BookShare & { weekday: number; nights: number })[] {
	return [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
		const own = nights.filter((night) => weekdayOf(night.date) === weekday);
		const sum = (column: keyof Absences) => own.reduce((total, night) => total + night[column], 0);
		return withShares({
			weekday,
			nights: own.length,
			residents: sum('residents'),
			late_return: sum('late_return'),
			not_returned: sum('not_returned'),
		});
	});
}

/** What a night check says of a student, in the words of ODS_XSZSCQSJ's in-room state. */
export type CheckState = 'in' | 'late_return' | 'not_returned' | 'on_leave';

/** One record a student and night, for as long as it exists: a correction comes again under the same id. */
export function checkId(night: number, student: number): string {
	return `N${night}-S${student}`;
}
