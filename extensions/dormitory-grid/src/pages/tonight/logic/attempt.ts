import type { SubmissionInput } from '../../../types/api.ts';
import type { ApiError, Reply } from '../../shared/request.ts';

/** One attempt: its key is kept until the server has answered, so that a second tap or a retry is the same submission (I4). */
export interface Attempt {
	key: string;
	/** What it says, without its key and clocks. */
	print: string;
	sentAt: string;
}

/** The open attempt when it says the same, else a new one. */
export function continueAttempt(open: Attempt | null, print: string, now: string, createKey: () => string): Attempt {
	return open?.print === print ? open : { key: createKey(), print, sentAt: now };
}

export function printOf({ night, grid, rooms, entries, gaps, reason, note }: SubmissionInput): string {
	return JSON.stringify({ night, grid, rooms, entries, gaps, reason, note });
}

export type Outcome =
	/** Stored now, or by an earlier try of the same attempt. */
	| { kind: 'received'; id: string | null; receivedAt: string | null; before: boolean }
	/** Nothing was heard, or the server is busy: the same attempt again. */
	| { kind: 'retry'; why: 'offline' | 'timeout' | 'busy'; retryAfter: number | null }
	/** The server failed: unknown whether it was stored, so the key is kept. */
	| { kind: 'unsure' }
	| { kind: 'refused'; error: ApiError };

const BUSY: readonly number[] = [408, 425, 429, 502, 503, 504];

export function judgeReply(reply: Reply): Outcome {
	if (reply.kind === 'unreachable') return { kind: 'retry', why: reply.why, retryAfter: null };
	if (reply.kind === 'ok') return { kind: 'received', ...readReceipt(dataOf(reply.body)), before: false };
	if (reply.error.code === 'GRID_ALREADY_RECEIVED')
		return { kind: 'received', ...readReceipt(reply.error.details), before: true };
	if (BUSY.includes(reply.status)) return { kind: 'retry', why: 'busy', retryAfter: reply.retryAfter };
	return reply.status >= 500 ? { kind: 'unsure' } : { kind: 'refused', error: reply.error };
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
	return typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
}

function readReceipt(value: unknown): { id: string | null; receivedAt: string | null } {
	const text = (name: 'id' | 'received_at') => {
		const field = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
		return typeof field === 'string' ? field : null;
	};
	return { id: text('id'), receivedAt: text('received_at') };
}
