import { LONGEST_STAND_IN_DAYS } from '../../../constants/staff-days.ts';

/** The last day until which somebody may stand in who begins today. Dates are the college's: 'YYYY-MM-DD'. */
export function lastStandInDay(today: string): string {
	const last = new Date(`${today}T00:00:00Z`);
	last.setUTCDate(last.getUTCDate() + LONGEST_STAND_IN_DAYS);
	return last.toISOString().slice(0, 10);
}
