import { reactive, ref } from 'vue';
import { COLLECTIONS } from '../../constants/collections.ts';
import type { FollowupInput, FollowupKind } from '../../types/api.ts';
import { createClientKey } from './client-key.ts';
import { request } from './request.ts';

/** Whom it is about. */
export interface Followed {
	student: number;
	name: string;
}

/** What became of the last attempt to record something; shown until the next. */
export type Outcome =
	| { kind: 'saved'; act: FollowupKind; student: Followed }
	| { kind: 'moved_on' }
	| { kind: 'unreachable' }
	| { kind: 'failed'; message: string };

type Details = Pick<FollowupInput, 'note' | 'returned_at' | 'handed_to'>;

/** Records what was done about a student. What may or may not have arrived is sent again under the same key, and counts once. */
export function useFollowups(refresh: () => Promise<void>) {
	const busy = reactive(new Set<number>());
	const outcome = ref<Outcome | null>(null);
	const keys = new Map<string, string>();

	async function record(night: number, student: Followed, kind: FollowupKind, details: Details = {}): Promise<boolean> {
		if (busy.has(student.student)) return false;
		const attempt = JSON.stringify([night, student.student, kind, details]);
		const client_key = keys.get(attempt) ?? createClientKey();
		keys.set(attempt, client_key);
		busy.add(student.student);
		outcome.value = null;
		const body: FollowupInput = { client_key, night, student: student.student, kind, ...details };
		const reply = await request(`/items/${COLLECTIONS.nightFollowups}`, { method: 'POST', body });
		if (reply.kind === 'unreachable') {
			busy.delete(student.student);
			outcome.value = { kind: 'unreachable' };
			return false;
		}
		keys.delete(attempt);
		const saved = reply.kind === 'ok' || reply.error.code === 'GRID_ALREADY_RECEIVED';
		if (saved) outcome.value = { kind: 'saved', act: kind, student };
		else if (reply.error.code === 'GRID_NOT_ABSENT' || reply.error.code === 'GRID_NOT_SETTLED')
			outcome.value = { kind: 'moved_on' };
		else outcome.value = { kind: 'failed', message: reply.error.message };
		await refresh();
		busy.delete(student.student);
		return saved;
	}

	return { busy, outcome, record };
}
