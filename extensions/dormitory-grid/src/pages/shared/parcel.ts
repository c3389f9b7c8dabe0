import { isRecord, type ApiError, type Reply } from './request.ts';

/**
 * One thing that is to reach the server, kept on the phone until it has answered: a second tap, a retry or another
 * visit sends the same words under the same key, and the server stores them once (I4).
 */
export interface Parcel {
	key: string;
	address: string;
	/** What it says, without its key and clocks. */
	print: string;
	body: Readonly<Record<string, unknown>>;
	/** When the person sent it, by the phone's clock; a later try does not change it. */
	sentAt: string;
	/** Not to go out by itself: the person went back to editing, or it is unknown what became of it. */
	held: boolean;
	/** Storage key of the draft that it was made from: forgotten when it has arrived. */
	draft: string | null;
	/** Sent before the close and arriving after it, it says this for a reason by itself. */
	lateReason: string | null;
}

export const PARCEL_PREFIX = 'grid.queue.';
/** How the slots of a page begin; the others are the leaders'. */
export const ISSUE_SLOTS = 'issue.';
export const PATROL_SLOTS = 'patrol.';
export const ACTIVITY_SLOTS = 'activity.';

export function parcelPrefix(person: string): string {
	return `${PARCEL_PREFIX}${person}.`;
}

/** @returns `null` for whatever an older version, or a person, may have left there */
export function parseParcel(text: string | null): Parcel | null {
	const value = text === null ? null : parse(text);
	if (!isRecord(value) || !isRecord(value['body'])) return null;
	const textOf = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
	const parcel = {
		key: textOf('key'),
		address: textOf('address'),
		print: textOf('print'),
		body: value['body'],
		sentAt: textOf('sentAt'),
		held: value['held'] === true,
		draft: textOf('draft') || null,
		lateReason: textOf('lateReason') || null,
	};
	return parcel.key && parcel.address.startsWith('/items/') && parcel.sentAt ? parcel : null;
}

/** No night takes anything after its lock, which is on the next day. */
const LONGEST_WAIT = 48 * 3_600_000;

/** Parcels, of whomever, that nobody takes any more: they hold reasons and numbers of students. */
export function findOldParcels(
	stored: readonly (readonly [key: string, text: string | null])[],
	now: number,
): string[] {
	return stored.flatMap(([key, text]) => {
		if (!key.startsWith(PARCEL_PREFIX)) return [];
		const parcel = parseParcel(text);
		return parcel && now - Date.parse(parcel.sentAt) < LONGEST_WAIT ? [] : [key];
	});
}

const UNPRINTED = ['client_key', 'seen_at', 'sent_at', 'phone_clock'];

export function printOf(body: object): string {
	return JSON.stringify(body, (name, value: unknown) => (UNPRINTED.includes(name) ? undefined : value));
}

export type Outcome =
	/** Stored now, or by an earlier try of the same parcel. */
	| { kind: 'received'; id: string | null; receivedAt: string | null; before: boolean }
	/** Nothing was heard, or the server is busy: the same again. */
	| { kind: 'retry'; why: 'offline' | 'timeout' | 'busy'; retryAfter: number | null }
	/** The server failed: unknown whether it was stored, so the key is kept. */
	| { kind: 'unsure' }
	/** Nobody is logged in any more, or he may not: only the page's own question tells which. */
	| { kind: 'forbidden'; error: ApiError }
	| { kind: 'refused'; error: ApiError };

const BUSY: readonly number[] = [408, 425, 429, 502, 503, 504];

export function judgeReply(reply: Reply): Outcome {
	if (reply.kind === 'unreachable') return { kind: 'retry', why: reply.why, retryAfter: null };
	if (reply.kind === 'ok') {
		const receipt = readReceipt(dataOf(reply.body));
		// A campus network's own page answers 200, too: only our server's receipt lets a draft go.
		if (receipt.id === null && reply.status !== 204) return { kind: 'retry', why: 'offline', retryAfter: null };
		return { kind: 'received', ...receipt, before: false };
	}
	if (reply.error.code === 'GRID_ALREADY_RECEIVED')
		return { kind: 'received', ...readReceipt(reply.error.details), before: true };
	if (BUSY.includes(reply.status)) return { kind: 'retry', why: 'busy', retryAfter: reply.retryAfter };
	if (reply.status === 401 || reply.status === 403) return { kind: 'forbidden', error: reply.error };
	// Without a code of ours it was some proxy that spoke: whether the report is in is not known.
	const spoke = reply.status < 500 && reply.error.code !== 'UNKNOWN';
	return spoke ? { kind: 'refused', error: reply.error } : { kind: 'unsure' };
}

const FIRST_DELAY = 2_000;
const LONGEST_DELAY = 60_000;

/** Milliseconds until try `tries + 1`: doubling, never before the server's `Retry-After`, spread so that 300 phones do not come back at once. */
export function retryDelay(tries: number, retryAfter: number | null, random: number): number {
	const backOff = Math.min(FIRST_DELAY * 2 ** Math.max(0, tries - 1), LONGEST_DELAY);
	const least = Math.max(backOff, (retryAfter ?? 0) * 1000);
	return Math.round(least * (1 + random * 0.25));
}

function dataOf(body: unknown): unknown {
	return isRecord(body) && 'data' in body ? body['data'] : null;
}

function readReceipt(value: unknown): { id: string | null; receivedAt: string | null } {
	const text = (...names: string[]) => {
		const found = names
			.map((name) => (isRecord(value) ? value[name] : null))
			.find((field) => typeof field === 'string');
		return typeof found === 'string' ? found : null;
	};
	return { id: text('id'), receivedAt: text('received_at', 'recorded_at', 'created_at') };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
