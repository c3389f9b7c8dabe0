import type { TonightSubmission, UnitAbsence } from '../../../types/api.ts';
import type { SentReport } from './sent-report.ts';

/** How a student who was named as not in stands now. `open`: nobody has seen him back, so his return can be noted. */
export type Standing =
	| { kind: 'none' }
	/** `missing`: not returned rather than late, so that what is done about him can be noted, too. */
	| { kind: 'open'; missing: boolean; contact: UnitAbsence['contact'] }
	| { kind: 'back'; at: string | null; mayReopen: boolean }
	| { kind: 'handed_over'; to: string; mayReopen: boolean };

export function standingOf(
	{ student, mark }: Pick<SentReport['away'][number], 'student' | 'mark'>,
	submission: TonightSubmission | null,
	absences: readonly UnitAbsence[],
): Standing {
	const entry = submission?.entries.find((each) => each.student === student);
	if (!entry || entry.kind !== mark || mark === 'on_leave') return { kind: 'none' };
	const absence = absences.find((each) => each.student === student);
	if (absence?.state === 'back') return { kind: 'back', at: absence.back_at, mayReopen: absence.may_reopen };
	if (absence?.state === 'handed_over') {
		return { kind: 'handed_over', to: absence.handed_to ?? '', mayReopen: absence.may_reopen };
	}
	// A late student whose time was given with the report is in already.
	if (mark === 'late_return' && entry.returned_at !== null) return { kind: 'none' };
	return { kind: 'open', missing: mark === 'not_returned', contact: absence?.contact ?? null };
}
