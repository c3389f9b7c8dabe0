import type { WalkFacility } from '../../../types/patrol.ts';
import { PATROL_SLOTS } from '../../shared/parcel.ts';
import { isRecord } from '../../shared/request.ts';

/** A walk in the making, kept on the phone a person and grid (phones are shared) until the server has it. No names in it. */
export interface WalkDraft {
	duty: number | null;
	startedAt: string;
	/** Rooms that were looked into. */
	rooms: number[];
	findings: DraftFinding[];
	facilities: Record<number, DraftSight>;
	note: string;
}

/** `id` names the photo on this phone until the server has given it one. */
export interface DraftPhoto {
	key: string;
	id: string | null;
}

export interface DraftFinding {
	key: string;
	item: number | null;
	room: number | null;
	what: string;
	settled: boolean;
	hazard: boolean;
	photos: DraftPhoto[];
}

export interface DraftSight {
	state: WalkFacility['state'];
	expiresOn: string;
	photos: DraftPhoto[];
}

const PREFIX = 'grid.walk.';

export const draftKey = (person: string, grid: number): string => `${PREFIX}${person}.${grid}`;
/** The list that a walk is walked with; it goes with the draft. */
export const listKey = (person: string, grid: number): string => `${PREFIX}list.${person}.${grid}`;
export const DRAFTS = PREFIX;

export function beginWalk(duty: number | null, now: string): WalkDraft {
	return { duty, startedAt: now, rooms: [], findings: [], facilities: {}, note: '' };
}

/** A walk's place in the queue: one a walk that is owed, and each other walk its own. */
export function walkSlot(grid: number, { duty, startedAt }: Pick<WalkDraft, 'duty' | 'startedAt'>): string {
	return duty === null ? `${PATROL_SLOTS}${grid}.free.${Date.parse(startedAt)}` : dutySlot(grid, duty);
}

export const dutySlot = (grid: number, duty: number): string => `${PATROL_SLOTS}${grid}.${duty}`;

/** What goes to the server; every photo has been taken in by then. */
export function walkBody(grid: number, draft: WalkDraft, sent: { client_key: string; finished_at: string }): object {
	const ids = (photos: readonly DraftPhoto[]) => photos.flatMap(({ id }) => id ?? []);
	return {
		...sent,
		grid,
		duty: draft.duty,
		started_at: draft.startedAt,
		rooms: draft.rooms,
		findings: draft.findings.map(({ item, room, what, settled, hazard, photos }) => ({
			item,
			room,
			what: what.trim() || null,
			settled,
			hazard,
			photos: ids(photos),
		})),
		facilities: Object.entries(draft.facilities).map(([facility, { state, expiresOn, photos }]) => ({
			facility: Number(facility),
			state,
			expires_on: state === 'replaced' && expiresOn ? expiresOn : null,
			photos: ids(photos),
		})),
		note: draft.note.trim() || null,
	};
}

export function photosOf(draft: WalkDraft): DraftPhoto[] {
	return [...draft.findings, ...Object.values(draft.facilities)].flatMap(({ photos }) => photos);
}

/** The photo under a key, known to the server now. */
export function withPhotoId(draft: WalkDraft, key: string, id: string): WalkDraft {
	const mark = (photos: DraftPhoto[]) => photos.map((photo) => (photo.key === key ? { ...photo, id } : photo));
	return {
		...draft,
		findings: draft.findings.map((finding) => ({ ...finding, photos: mark(finding.photos) })),
		facilities: Object.fromEntries(
			Object.entries(draft.facilities).map(([facility, sight]) => [facility, { ...sight, photos: mark(sight.photos) }]),
		),
	};
}

/** Whether it will become an issue: broken, or out of date and not replaced. */
export function willRaise(facility: WalkFacility, sight: DraftSight | undefined, today: string): boolean {
	if (!sight) return false;
	if (['empty', 'damaged', 'lost'].includes(sight.state)) return true;
	return sight.state !== 'replaced' && facility.expires_on !== null && facility.expires_on < today;
}

/** A facility by what was typed, or by what its QR code holds: the code, the token, or an address that ends in it. */
export function findFacility(facilities: readonly WalkFacility[], text: string): WalkFacility | null {
	const wanted = text.trim();
	const token = /[#&?]f=([\w-]+)/.exec(wanted)?.[1] ?? wanted;
	const code = wanted.toLocaleUpperCase();
	return (
		facilities.find((facility) => facility.token !== null && facility.token === token) ??
		facilities.find((facility) => facility.code.toLocaleUpperCase() === code) ??
		null
	);
}

const LONGEST_MEMORY = 48 * 3_600_000;

/** Walks, of whomever, that nobody has come back to. */
export function isOld(text: string | null, now: number): boolean {
	const draft = parseDraft(text);
	return draft === null || now - Date.parse(draft.startedAt) > LONGEST_MEMORY;
}

/** @returns `null` for whatever an older version, or a person, may have left there */
export function parseDraft(text: string | null): WalkDraft | null {
	const value = text === null ? null : parse(text);
	if (!isRecord(value) || typeof value['startedAt'] !== 'string') return null;
	const { rooms, findings, facilities } = value;
	if (!Array.isArray(rooms) || !Array.isArray(findings) || !isRecord(facilities)) return null;
	return {
		duty: typeof value['duty'] === 'number' ? value['duty'] : null,
		startedAt: value['startedAt'],
		rooms: rooms.filter((room) => typeof room === 'number'),
		findings: findings.filter(isFinding),
		facilities: Object.fromEntries(
			Object.entries(facilities).flatMap(([id, sight]) => (isSight(sight) ? [[Number(id), sight]] : [])),
		),
		note: typeof value['note'] === 'string' ? value['note'] : '',
	};
}

function isFinding(value: unknown): value is DraftFinding {
	return (
		isRecord(value) &&
		typeof value['key'] === 'string' &&
		typeof value['what'] === 'string' &&
		typeof value['settled'] === 'boolean' &&
		Array.isArray(value['photos'])
	);
}

function isSight(value: unknown): value is DraftSight {
	return (
		isRecord(value) &&
		typeof value['state'] === 'string' &&
		typeof value['expiresOn'] === 'string' &&
		Array.isArray(value['photos'])
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
