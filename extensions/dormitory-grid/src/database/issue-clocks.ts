import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { EscalationRule } from '../domain/escalation-rule.ts';
import { nightDuty } from '../domain/night-duty.ts';
import type { QuietHours } from '../domain/quiet-hours.ts';
import { readFlag, readNumber } from './column-values.ts';
import { loadCalendars } from './find-due-nights.ts';

/** What a college has set about its issues' clocks (DESIGN.md 6). */
export interface IssueClockSettings {
	college: number;
	quiet: QuietHours;
	rules: EscalationRule[];
	emergencyMinutes: number;
}

/** By college. @param only a college; `null`: all of them */
export async function loadIssueClocks(db: Knex, only: number | null = null): Promise<Map<number, IssueClockSettings>> {
	const calendars = await loadCalendars(db, only);
	const colleges = await db(COLLECTIONS.colleges)
		.where(only === null ? {} : { id: only })
		.select('id', 'quiet_from', 'quiet_until', 'emergency_minutes');
	const rules = await db(COLLECTIONS.escalationRules)
		.where(only === null ? {} : { college: only })
		.orderBy('id');
	return new Map(
		colleges.map((college) => {
			const calendar = calendars.find(({ id }) => id === college.id);
			const timeZone = calendar?.settings.time_zone ?? 'UTC';
			return [
				college.id,
				{
					college: college.id,
					quiet: {
						timeZone,
						from: college.quiet_from,
						until: college.quiet_until,
						// A holiday is what the night's calendar says it is: nobody reports, or only who stays.
						isDayOff: (date) => {
							if (!calendar) return false;
							const duty = nightDuty(date, calendar.settings, calendar.rules);
							return duty.kind === 'not_owed' || duty.stayOver !== null;
						},
					},
					rules: rules
						.filter((rule) => rule.college === college.id)
						.map((rule) => ({
							category: rule.category,
							severity: rule.severity,
							takeMinutes: readNumber(rule.take_minutes),
							settleMinutes: readNumber(rule.settle_minutes),
							closeMinutes: readNumber(rule.close_minutes),
							wholeMinutes: rule.whole_minutes === null ? null : readNumber(rule.whole_minutes),
							quiet: readFlag(rule.quiet),
						})),
					emergencyMinutes: readNumber(college.emergency_minutes),
				},
			];
		}),
	);
}
