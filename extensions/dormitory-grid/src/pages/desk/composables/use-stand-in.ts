import { computed, ref, shallowRef, watch } from 'vue';
import { COLLECTIONS } from '../../../constants/collections.ts';
import { ROUTES } from '../../../constants/routes.ts';
import type { CandidatesAnswer } from '../../../types/api-preflight.ts';
import { isRecord, request } from '../../shared/request.ts';
import { searchCandidates } from '../logic/candidates.ts';

export type Candidate = CandidatesAnswer['candidates'][number];

/** More are looked for by name. */
const LISTED = 8;

/** Who could stand in for a grid, and the appointment itself: a row of the staff's posts, as the Studio would write it. */
export function useStandIn(grid: number, startsOn: string) {
	const answer = shallowRef<CandidatesAnswer | null>(null);
	const failed = ref(false);
	const sought = ref('');
	const chosen = ref<string | null>(null);
	const busy = ref(false);
	const problem = ref<{ kind: 'missing' } | { kind: 'unreachable' } | { kind: 'refused'; message: string } | null>(
		null,
	);

	const found = computed(() => searchCandidates(answer.value?.candidates ?? [], sought.value));
	/** Who is chosen stays in sight, whatever is typed afterwards. */
	const listed = computed(() => {
		const first = found.value.slice(0, LISTED);
		const kept = answer.value?.candidates.find(({ person }) => person === chosen.value);
		return kept && !first.includes(kept) ? [kept, ...first] : first;
	});
	const hidden = computed(() => Math.max(0, found.value.length - LISTED));

	async function load(): Promise<void> {
		const reply = await request(`${ROUTES.preflight}/candidates?grid=${grid}`);
		failed.value = !(reply.kind === 'ok' && isCandidates(reply.body));
		if (reply.kind === 'ok' && isCandidates(reply.body)) answer.value = reply.body;
	}

	/** @returns who stands in now; `null`: nobody, and `problem` says why */
	async function appoint(endsOn: string): Promise<Candidate | null> {
		const candidate = answer.value?.candidates.find(({ person }) => person === chosen.value);
		if (busy.value) return null;
		if (!answer.value || !candidate) {
			problem.value = { kind: 'missing' };
			return null;
		}
		busy.value = true;
		problem.value = null;
		const { person } = candidate;
		const { position } = answer.value;
		const body = { person, position, grid, starts_on: startsOn, ends_on: endsOn, stand_in: true };
		const reply = await request(`/items/${COLLECTIONS.staffAssignments}`, { method: 'POST', body });
		busy.value = false;
		if (reply.kind === 'ok') return candidate;
		problem.value =
			reply.kind === 'unreachable' ? { kind: 'unreachable' } : { kind: 'refused', message: reply.error.message };
		return null;
	}

	watch(chosen, () => (problem.value = null));
	void load();
	return { answer, failed, sought, chosen, busy, problem, found, listed, hidden, appoint };
}

function isCandidates(body: unknown): body is CandidatesAnswer {
	return isRecord(body) && Array.isArray(body['candidates']) && typeof body['position'] === 'string';
}
