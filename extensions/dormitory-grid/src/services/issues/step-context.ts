import type { IssueCategory, Severity } from '../../constants/issues.ts';
import type { Knex } from 'knex';
import type { IssueClockSettings } from '../../database/issue-clocks.ts';
import { findStaffed } from '../../database/on-duty.ts';
import { chooseRule } from '../../domain/escalation-rule.ts';
import type { StepContext } from '../../domain/issue.ts';
import { type Holder, holderKey, type IsStaffed } from '../../domain/issue-holder.ts';
import type { IssuePlace } from '../../domain/issue-holder.ts';
import { addWorkingMinutes } from '../../domain/quiet-hours.ts';

/** When the clocks of an issue run out that starts now, by its college's rules. */
export function clocksFrom(
	now: Date,
	about: { category: IssueCategory; severity: Severity },
	settings: IssueClockSettings,
): StepContext['clocks'] {
	const rule = chooseRule(settings.rules, about.category, about.severity);
	const after = (minutes: number) =>
		rule.quiet ? addWorkingMinutes(now, minutes, settings.quiet) : new Date(now.getTime() + minutes * 60_000);
	let whole: Date | null = null;
	return {
		take: after(rule.takeMinutes),
		settle: after(rule.settleMinutes),
		close: after(rule.closeMinutes),
		...(rule.quiet ? { awake: (moment: Date) => addWorkingMinutes(moment, 0, settings.quiet) } : {}),
		// Weeks of calendar, which hardly any step asks for.
		get whole() {
			return (whole ??= after(rule.wholeMinutes));
		},
	};
}

/** Whether somebody is in office on the levels of the places and in the offices; one question. */
export async function loadIsStaffed(
	db: Knex,
	places: readonly IssuePlace[],
	holders: readonly (Holder | null)[],
): Promise<IsStaffed> {
	const grids = places.flatMap(({ unit, floor, building }) => [unit, floor, building]);
	const staffed = await findStaffed(db, {
		grids: [...new Set(grids.filter((grid) => grid !== null))],
		offices: [...new Set(holders.flatMap((holder) => (holder?.kind === 'office' ? holder.office : [])))],
	});
	return (holder) => holder.kind === 'group' || staffed.has(holderKey(holder));
}
