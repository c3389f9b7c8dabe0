import type { Language } from '../constants/languages.ts';

/**
 * Clock faces for pages and panels. `Intl` instead of domain/calendar.ts, whose Temporal polyfill alone would weigh
 * more than all of Vue on a phone's first visit.
 */

const MINUTE = 60_000;
const DAY = 1440;

/** 'HH:MM' of a moment on the college's clock. */
export function clockText(moment: string | number, timeZone: string): string {
	return faceOf(new Date(moment), timeZone, { hour: '2-digit', minute: '2-digit' });
}

/** 'HH:MM:SS', for what was received. */
export function secondText(moment: string | number, timeZone: string): string {
	return faceOf(new Date(moment), timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A night's calendar date in words: 11月23日 周一, Mon, 23 Nov. */
export function dateText(date: string, language: Language): string {
	return new Intl.DateTimeFormat(language === 'zh-CN' ? 'zh-CN' : 'en-GB', {
		month: language === 'zh-CN' ? 'long' : 'short',
		day: 'numeric',
		weekday: 'short',
		timeZone: 'UTC',
	}).format(new Date(`${date}T00:00:00Z`));
}

/** A moment of some day: 11月23日 22:40; 23 Nov, 22:40. */
export function dayClockText(moment: string, timeZone: string, language: Language): string {
	const day = new Intl.DateTimeFormat(language === 'zh-CN' ? 'zh-CN' : 'en-GB', {
		month: language === 'zh-CN' ? 'long' : 'short',
		day: 'numeric',
		timeZone,
	}).format(new Date(moment));
	return `${day}${language === 'zh-CN' ? ' ' : ', '}${clockText(moment, timeZone)}`;
}

/** '07:32', '1:02:05'; what is past is zero. Rounded up, so that zero is shown only when it is. */
export function countText(milliseconds: number): string {
	const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
	const two = (value: number) => String(value).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}

/** The moment nearest to an anchor at which the college's clock shows 'HH:MM'; right over midnight and over a change of the clocks. */
export function momentAtClock(anchor: string, face: string, timeZone: string): string | null {
	const wanted = minutesOf(face);
	if (wanted === null) return null;
	const start = Math.floor(Date.parse(anchor) / MINUTE) * MINUTE;
	let moment = start;
	// The second round corrects what a change of the clocks in between has shifted.
	for (let round = 0; round < 2; round++) {
		const shown = minutesOf(clockText(moment, timeZone));
		if (shown === null || shown === wanted) break;
		const ahead = (wanted - shown + DAY) % DAY;
		moment += (ahead > DAY / 2 ? ahead - DAY : ahead) * MINUTE;
	}
	return new Date(moment).toISOString();
}

function minutesOf(face: string): number | null {
	const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(face) ?? [];
	const total = Number(hours) * 60 + Number(minutes);
	return Number(minutes) < 60 && total < DAY ? total : null;
}

function faceOf(moment: Date, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23', timeZone }).format(moment);
}
