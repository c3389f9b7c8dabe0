import { clockText } from '../../../domain/clock-text.ts';
import type { Counts } from '../../../types/api.ts';
import type { NightEvent } from '../../../types/api-desk.ts';
import { type DeskTextKey, deskZhCN } from '../../../lang/pages/desk/zh-CN.ts';
import type { DeskSay } from '../texts.ts';

/** An event in words: what happened, and what more there is to know. */
export interface EventText {
	what: string;
	more: string[];
	tone: 'plain' | 'good' | 'late' | 'bad';
}

export function toText(
	event: NightEvent,
	{ say, sayList }: { say: DeskSay; sayList: (parts: readonly string[]) => string },
	timeZone: string,
): EventText {
	const by = [event.person, event.position && say(`position.${event.position}`)].filter(isText).join(' ');
	const because = event.reason ? [event.reason] : [];
	const values = {
		code: event.code ?? '',
		person: event.person ?? '',
		number: event.number ?? 1,
		count: event.count ?? 1,
	};
	switch (event.kind) {
		case 'opened':
		case 'closed':
			return { what: say(`event.${event.kind}`), more: [], tone: 'plain' };
		case 'report':
			return {
				what: say((event.number ?? 1) > 1 ? 'event.report_again' : 'event.report', values),
				more: [...countText(event.counts, say), by, ...flags(event, say), ...because].filter(isText),
				tone: toneOf(event),
			};
		case 'sign_on':
			return {
				what: event.silent
					? say('event.sign_on_gaps', { ...values, silent: event.silent })
					: say('event.sign_on', values),
				more: [by, ...flags(event, say), ...because].filter(isText),
				tone: event.silent ? 'late' : 'good',
			};
		case 'handback':
			return { what: say('event.handback', values), more: [by, ...because].filter(isText), tone: 'late' };
		case 'message':
			return {
				what: say((event.count ?? 1) > 1 ? 'event.message_many' : 'event.message', {
					...values,
					about: labelOf('about', event.about, say),
				}),
				more: [labelOf('channel', event.channel, say), ...fate(event, say, timeZone)].filter(isText),
				tone: event.undelivered === 'dead' ? 'bad' : 'plain',
			};
		case 'edition':
			return {
				what:
					(event.count ?? 1) > 1
						? say('event.edition_many', values)
						: say('event.edition', { ...values, names: event.names ?? 0, gaps: event.gaps ?? 0 }),
				more: [],
				tone: 'plain',
			};
		case 'edition_opened':
			return { what: say('event.edition_opened', values), more: [], tone: 'good' };
		case 'followup':
			return {
				what: say('event.followup', {
					student: event.student ?? '',
					followup: event.followup ? say(`followup.${event.followup}`) : '',
				}),
				more: [by, ...because].filter(isText),
				tone: event.followup === 'not_reached' || event.followup === 'reopened' ? 'late' : 'good',
			};
		case 'ladder':
			return {
				what: say(event.count === 0 ? 'event.ladder_nobody' : 'event.ladder', {
					...values,
					student: event.student ?? '',
					step: event.step ?? 1,
					who: sayList((event.reached ?? []).map((position) => say(`position.${position}`))),
				}),
				more: [],
				tone: 'bad',
			};
		case 'check_drawn':
			return { what: say('event.check_drawn', values), more: [], tone: 'plain' };
		case 'check':
			return {
				what: say(event.differences ? 'event.check_differs' : 'event.check', {
					room: event.room ?? event.code ?? '',
					differences: event.differences ?? 0,
				}),
				more: [by].filter(isText),
				tone: event.differences ? 'bad' : 'good',
			};
		case 'emergency':
			return {
				what: say('event.emergency', {
					...values,
					room: event.room ?? '',
					emergency: event.emergency ? say(`emergency.${event.emergency}`) : '',
				}),
				more: [by, ...because].filter(isText),
				tone: 'bad',
			};
	}
}

/** Who is not in, shortest first; nobody is worth a word, too. */
export function countText(counts: Counts | null | undefined, say: DeskSay): string[] {
	if (!counts) return [];
	const away = (['not_returned', 'late_return', 'on_leave'] as const)
		.filter((kind) => counts[kind] > 0)
		.map((kind) => `${say(`mark.${kind}`)} ${counts[kind]}`);
	return away.length > 0 ? away : [say('event.all_in')];
}

export function flags(
	event: { state?: string | null; on_behalf?: boolean; stand_in?: boolean },
	say: DeskSay,
): string[] {
	return [
		event.state === 'late' ? say('event.late') : '',
		event.on_behalf ? say('event.on_behalf') : '',
		event.stand_in ? say('event.stand_in') : '',
	].filter(isText);
}

/** A label of a value from the database; one that a later version adds is shown as it stands. */
export function labelOf(group: 'about' | 'channel', value: string | null | undefined, say: DeskSay): string {
	const key = `${group}.${value ?? ''}`;
	return isDeskKey(key) ? say(key) : (value ?? '');
}

function isDeskKey(key: string): key is DeskTextKey {
	return key in deskZhCN;
}

function toneOf({ counts, state }: NightEvent): EventText['tone'] {
	if ((counts?.not_returned ?? 0) > 0) return 'bad';
	return state === 'late' ? 'late' : 'good';
}

function fate(event: NightEvent, say: DeskSay, timeZone: string): string[] {
	if (event.undelivered) return [say(event.undelivered === 'waiting' ? 'event.waiting' : 'event.undelivered')];
	return event.opened_at ? [say('event.read', { time: clockText(event.opened_at, timeZone) })] : [];
}

function isText(value: string | null | undefined): value is string {
	return typeof value === 'string' && value !== '';
}
