import { isRecord } from '../../shared/request.ts';
import { MARKS, type Tick, type Ticks } from './roll.ts';

/** What a person has ticked and not sent yet, kept on the phone a person, night and grid (phones are shared). No names in it. */
export interface Draft {
	ticks: Ticks;
	reason: string;
	note: string;
	/** When the first thing was ticked, by the phone's clock. */
	seenAt: string | null;
}

const PREFIX = 'grid.draft.';

export function draftKey(person: string, night: number, grid: number): string {
	return `${PREFIX}${person}.${night}.${grid}`;
}

/** Drafts of nights that are over for this page. */
export function findStaleDrafts(keys: readonly string[], person: string, night: number): string[] {
	return keys.filter((key) => key.startsWith(`${PREFIX}${person}.`) && !key.startsWith(`${PREFIX}${person}.${night}.`));
}

/** Of a person who logs out: all but those that a report on its way was made from, and whoever has the phone next reads none. */
export function findOwnDrafts(keys: readonly string[], person: string, waiting: readonly (string | null)[]): string[] {
	return keys.filter((key) => key.startsWith(`${PREFIX}${person}.`) && !waiting.includes(key));
}

const LONGEST_MEMORY = 48 * 3_600_000;

/** Drafts, of whomever, that nobody has come back to. */
export function findOldDrafts(stored: readonly (readonly [key: string, text: string | null])[], now: number): string[] {
	return stored.flatMap(([key, text]) => {
		const seenAt = parseDraft(text)?.seenAt ?? null;
		return seenAt !== null && now - Date.parse(seenAt) < LONGEST_MEMORY ? [] : [key];
	});
}

/** @returns `null` for whatever an older version, or a person, may have left there */
export function parseDraft(text: string | null): Draft | null {
	const value = text === null ? null : parse(text);
	if (!isRecord(value) || !isRecord(value['ticks'])) return null;
	const ticks = Object.entries(value['ticks']).flatMap(([student, tick]) => {
		const parsed = parseTick(tick);
		return parsed && Number.isInteger(Number(student)) ? [[Number(student), parsed] as const] : [];
	});
	return {
		ticks: Object.fromEntries(ticks),
		reason: asText(value['reason']),
		note: asText(value['note']),
		seenAt: asText(value['seenAt']) || null,
	};
}

function parseTick(value: unknown): Tick | null {
	if (!isRecord(value)) return null;
	const mark = MARKS.find((known) => known === value['mark']);
	return mark ? { mark, time: asText(value['time']), reason: asText(value['reason']) } : null;
}

function asText(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
