const MINUTE = 60_000;

/** How long is left until a moment, or how long it has been over, in the two units that say enough. */
export interface Left {
	late: boolean;
	unit: 'days' | 'hours' | 'minutes';
	days: number;
	hours: number;
	minutes: number;
}

/** What is left is rounded up, so that nothing is over before it is. */
export function leftUntil(due: string, now: number): Left {
	const gap = Date.parse(due) - now;
	const late = gap < 0;
	const total = late ? Math.floor(-gap / MINUTE) : Math.ceil(gap / MINUTE);
	const days = Math.floor(total / 1440);
	const hours = Math.floor(total / 60) % 24;
	return { late, unit: days > 0 ? 'days' : hours > 0 ? 'hours' : 'minutes', days, hours, minutes: total % 60 };
}
