import { momentAtClock } from '../../../domain/clock-text.ts';
import type { HeldKind, HeldOutcome } from '../../../types/activity.ts';
import { isRecord } from '../../shared/request.ts';
import { ACTIVITY_SLOTS } from '../../shared/parcel.ts';

export const ACTIVITY_DRAFTS = 'grid.activity.';
export const newDraftKey = (person: string): string => `${ACTIVITY_DRAFTS}${person}.new`;
export const outcomeDraftKey = (person: string, activity: string): string => `${ACTIVITY_DRAFTS}${person}.${activity}`;
export const NEW_SLOT = `${ACTIVITY_SLOTS}new`;
export const outcomeSlot = (activity: string): string => `${ACTIVITY_SLOTS}${activity}`;

export interface ActivityDraft {
	grid: number | null;
	kind: HeldKind | null;
	date: string;
	time: string;
	title: string;
	place: string;
	note: string;
	/** Who is not called of those who can be: everybody is, unless left out. */
	left: string[];
}

export interface OutcomeDraft {
	outcome: HeldOutcome;
	/** Who did not come. */
	absent: string[];
	students: string;
	decided: string;
	note: string;
	photos: string[];
}

export const BLANK_ACTIVITY: ActivityDraft = {
	grid: null,
	kind: null,
	date: '',
	time: '',
	title: '',
	place: '',
	note: '',
	left: [],
};
export const BLANK_OUTCOME: OutcomeDraft = {
	outcome: 'held',
	absent: [],
	students: '',
	decided: '',
	note: '',
	photos: [],
};

/** What was kept, where it still has the shape of what is asked for; a field that has not stands as it begins. */
export function readDraft<Draft extends object>(text: string | null, blank: Draft): Draft {
	const kept = parse(text);
	if (!isRecord(kept)) return blank;
	const fits = Object.entries(blank).filter(([name, value]) => {
		const own = kept[name];
		return value === null || Array.isArray(value)
			? own !== undefined && Array.isArray(own) === Array.isArray(value)
			: typeof own === typeof value;
	});
	return { ...blank, ...Object.fromEntries(fits.map(([name]) => [name, kept[name]])) };
}

function parse(text: string | null): unknown {
	try {
		return JSON.parse(text ?? '');
	} catch {
		return null;
	}
}

/** The moment of a date and a time of day on the college's clock: that nearest to the date's noon there. */
export function momentOf(date: string, time: string, timeZone: string): string | null {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || time === '') return null;
	const noon = momentAtClock(`${date}T12:00:00Z`, '12:00', timeZone);
	return noon === null ? null : momentAtClock(noon, time, timeZone);
}

export function activityBody(draft: ActivityDraft, heldAt: string, called: readonly string[]): object {
	const { grid, kind, title, place, note } = draft;
	return { grid, kind, held_at: heldAt, title: title.trim(), place: place.trim(), note: note.trim(), called };
}

export function outcomeBody(activity: string, draft: OutcomeDraft, called: readonly string[]): object {
	const { outcome, absent, students, decided, note, photos } = draft;
	const head = { activity, outcome, note: note.trim() };
	if (outcome === 'cancelled') return head;
	return {
		...head,
		came: called.filter((person) => !absent.includes(person)),
		students: students === '' ? null : Number(students),
		decided: decided.trim(),
		photos,
	};
}
