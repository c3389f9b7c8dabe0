import { computed, onScopeDispose, reactive, ref, watch } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { OutboxChannel, OutboxState } from '../../../types/api.ts';
import type { MessagesAnswer, SentMessage } from '../../../types/api-messages.ts';
import { isRecord, request } from '../../shared/request.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

const INTERVAL = 15_000;
const TYPING_MS = 350;

export interface Filter {
	state: OutboxState | null;
	channel: OutboxChannel | null;
	night: number | null;
	person: string;
}

/** What became of asking for a message once more; shown at that message. */
export type RetryOutcome =
	| { kind: 'queued' }
	| { kind: 'not_dead' }
	| { kind: 'unreachable' }
	| { kind: 'refused'; message: string };

/** What was sent to whom, a page at a time, and once more what was given up. */
export function useMessages(clock: Clock) {
	const filter = reactive<Filter>({ state: null, channel: null, night: null, person: '' });
	/** The last id of the page before; `null`: the newest page. */
	const before = ref<number | null>(null);
	const poll = usePoll<MessagesAnswer>({
		address: () => `${ROUTES.messages}?${queryOf(filter, before.value)}`,
		accept: isMessages,
		interval: () => INTERVAL,
		clock,
	});
	const busy = reactive(new Set<number>());
	const outcomes = reactive(new Map<number, RetryOutcome>());
	const filtered = computed(() => queryOf(filter, null) !== '');

	let typing: ReturnType<typeof setTimeout> | undefined;
	onScopeDispose(() => clearTimeout(typing));
	watch([() => filter.state, () => filter.channel, () => filter.night], () => void renew());
	watch(
		() => filter.person,
		() => {
			clearTimeout(typing);
			typing = setTimeout(() => void renew(), TYPING_MS);
		},
	);
	watch(before, () => void poll.refresh());

	async function renew(): Promise<void> {
		clearTimeout(typing);
		// A change of page asks by itself.
		if (before.value === null) await poll.refresh();
		else before.value = null;
	}

	function change(part: Partial<Filter>): void {
		Object.assign(filter, part);
	}

	function clear(): void {
		change({ state: null, channel: null, night: null, person: '' });
	}

	async function retry({ id }: SentMessage): Promise<void> {
		if (busy.has(id)) return;
		busy.add(id);
		outcomes.delete(id);
		const reply = await request(`${ROUTES.messages}/${id}/retry`, { method: 'POST', body: {} });
		if (reply.kind === 'unreachable') outcomes.set(id, { kind: 'unreachable' });
		else if (reply.kind === 'refused') outcomes.set(id, { kind: 'refused', message: reply.error.message });
		else {
			const retried = isRecord(reply.body) && reply.body['retried'] === true;
			outcomes.set(id, { kind: retried ? 'queued' : 'not_dead' });
		}
		await poll.refresh();
		busy.delete(id);
	}

	return { ...poll, filter, filtered, before, busy, outcomes, change, clear, retry };
}

function queryOf({ state, channel, night, person }: Filter, before: number | null): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries({ state, channel, night, person: person.trim(), before }))
		if (value !== null && value !== '') query.set(name, String(value));
	return query.toString();
}

function isMessages(value: unknown): value is MessagesAnswer {
	return isRecord(value) && Array.isArray(value['messages']) && isRecord(value['counts']);
}
