import { momentAtClock } from '../../../domain/clock-text.ts';

/**
 * The moment a person means by a clock face without seconds: never ahead of the server's clock, and in the minute in
 * which the night began not before it. `null`: just now, or no clock face.
 */
export function returnMoment(face: string, now: number, opensAt: string, timeZone: string): string | null {
	const said = momentAtClock(new Date(now).toISOString(), face, timeZone);
	if (said === null || Math.abs(Date.parse(said) - now) < 60_000 || Date.parse(said) > now) return null;
	const opened = Date.parse(opensAt);
	const sameMinute = Math.floor(opened / 60_000) === Math.floor(Date.parse(said) / 60_000);
	return sameMinute ? new Date(Math.max(opened, Date.parse(said))).toISOString() : said;
}
