import { computed, type ComputedRef, inject, type InjectionKey, onScopeDispose, provide, shallowReactive } from 'vue';
import { createClientKey } from './client-key.ts';
import {
	findOldParcels,
	judgeReply,
	type Parcel,
	parcelPrefix,
	parseParcel,
	PARCEL_PREFIX,
	printOf,
	retryDelay,
} from './parcel.ts';
import { type ApiError, request } from './request.ts';
import { listStored, readStored, writeStored } from './storage.ts';

export type SendState =
	| { kind: 'idle' }
	| { kind: 'sending'; tries: number }
	| { kind: 'waiting'; why: 'offline' | 'timeout' | 'busy' | 'login'; tries: number; until: number; sentAt: string }
	| { kind: 'failed' }
	| { kind: 'refused'; error: ApiError }
	| { kind: 'received'; id: string | null; receivedAt: string | null; before: boolean };

export interface Order {
	/** What it is about, once at a time: `report.12.34`. */
	slot: string;
	address: string;
	build: (clientKey: string, sentAt: string) => object;
	draft?: string;
	lateReason?: string;
}

export interface Queue {
	stateOf: (slot: string) => SendState;
	/** A second tap while one is under way does nothing; the same words keep their key. */
	send: (order: Order) => void;
	retry: (slot: string) => void;
	/** Back to the form. */
	stop: (slot: string) => void;
	/** Slots that are on their way or wait for the network. */
	waiting: ComputedRef<string[]>;
	refused: ComputedRef<{ slot: string; error: ApiError }[]>;
	/** Whose queue it is; what an earlier visit left goes out. */
	follow: (person: string) => void;
	/** What was refused because nobody is logged in any more waits for the next log-in. */
	sessionEnded: () => void;
	/** At the log-out: what is on its way stays on the phone for its person's next log-in, and nothing else. */
	leave: () => void;
}

export interface QueueOptions {
	/** Something arrived, or was refused: what the page shows may be out of date. */
	settled: () => void;
	/** Whose refusals this page can explain. What another page has left goes out from here, too; refused, it waits for that page to try and to tell. */
	owns: (slot: string) => boolean;
}

const KEY: InjectionKey<Queue> = Symbol('queue');
const IDLE: SendState = { kind: 'idle' };
const ON_ITS_WAY: readonly SendState['kind'][] = ['sending', 'waiting'];

/** Whatever is sent from the page goes through here and is not let go until there is an answer, over reloads and dead batteries. */
export function provideQueue({ settled, owns }: QueueOptions): Queue {
	const states = shallowReactive(new Map<string, SendState>());
	const parcels = new Map<string, Parcel>();
	const timers = new Map<string, ReturnType<typeof setTimeout>>();
	let owner: string | null = null;

	forgetOldParcels();

	const stateOf = (slot: string) => states.get(slot) ?? IDLE;
	const isOnItsWay = (slot: string) => ON_ITS_WAY.includes(stateOf(slot).kind);

	function keep(slot: string, parcel: Parcel | null): void {
		if (parcel === null) parcels.delete(slot);
		else parcels.set(slot, parcel);
		if (owner !== null) writeStored(parcelPrefix(owner) + slot, parcel === null ? null : JSON.stringify(parcel));
	}

	function send({ slot, address, build, draft, lateReason }: Order): void {
		if (isOnItsWay(slot)) return;
		const sentAt = new Date().toISOString();
		const open = parcels.get(slot);
		const print = printOf(build('', sentAt));
		const { key, sentAt: at } = open?.print === print ? open : { key: createClientKey(), sentAt };
		const body = { ...build(key, at) };
		keep(slot, {
			key,
			address,
			print,
			body,
			sentAt: at,
			held: false,
			draft: draft ?? null,
			lateReason: lateReason ?? null,
		});
		void post(slot, 1);
	}

	async function post(slot: string, tries: number): Promise<void> {
		clearTimeout(timers.get(slot));
		const parcel = parcels.get(slot);
		const sender = owner;
		if (!parcel) return;
		states.set(slot, { kind: 'sending', tries });
		// Beside the moment of sending, so that the server can tell a wrong clock from a long way.
		const body = { ...parcel.body, phone_clock: new Date().toISOString() };
		const outcome = judgeReply(await request(parcel.address, { method: 'POST', body }));
		// Another person has logged in on this phone meanwhile: his queue is not this one.
		if (owner !== sender) return;
		switch (outcome.kind) {
			case 'received':
				if (parcel.draft !== null) writeStored(parcel.draft, null);
				keep(slot, null);
				states.set(slot, outcome);
				return settled();
			case 'retry': {
				const delay = retryDelay(tries, outcome.retryAfter, Math.random());
				wait(slot, parcel, outcome.why, tries, delay);
				return;
			}
			case 'unsure':
				if (!owns(slot)) return leaveToItsPage(slot);
				keep(slot, { ...parcel, held: true });
				states.set(slot, { kind: 'failed' });
				return settled();
			case 'forbidden':
				keep(slot, { ...parcel, held: owns(slot) });
				states.set(slot, { kind: 'refused', error: outcome.error });
				return settled();
			case 'refused': {
				const excused = excuse(parcel, outcome.error);
				if (excused) {
					keep(slot, excused);
					return await post(slot, tries + 1);
				}
				if (!owns(slot)) return leaveToItsPage(slot);
				keep(slot, null);
				states.set(slot, { kind: 'refused', error: outcome.error });
				return settled();
			}
		}
	}

	function leaveToItsPage(slot: string): void {
		parcels.delete(slot);
		states.delete(slot);
	}

	function wait(
		slot: string,
		{ sentAt }: Parcel,
		why: Extract<SendState, { kind: 'waiting' }>['why'],
		tries: number,
		delay: number,
	): void {
		states.set(slot, { kind: 'waiting', why, tries, until: Date.now() + delay, sentAt });
		if (why !== 'login')
			timers.set(
				slot,
				setTimeout(() => void post(slot, tries + 1), delay),
			);
	}

	function retry(slot: string): void {
		const state = stateOf(slot);
		if (state.kind === 'waiting') void post(slot, state.tries + 1);
	}

	function stop(slot: string): void {
		clearTimeout(timers.get(slot));
		const parcel = parcels.get(slot);
		if (parcel) keep(slot, { ...parcel, held: true });
		states.set(slot, IDLE);
	}

	function follow(person: string): void {
		if (person === owner) {
			for (const [slot, state] of states) if (state.kind === 'waiting' && state.why === 'login') void post(slot, 1);
			return;
		}
		for (const timer of timers.values()) clearTimeout(timer);
		states.clear();
		parcels.clear();
		owner = person;
		const prefix = parcelPrefix(person);
		for (const key of listStored(prefix)) {
			const slot = key.slice(prefix.length);
			const parcel = parseParcel(readStored(key));
			keep(slot, parcel);
			if (parcel && !parcel.held) void post(slot, 1);
		}
	}

	function sessionEnded(): void {
		for (const [slot, parcel] of parcels) {
			if (stateOf(slot).kind !== 'refused' && stateOf(slot).kind !== 'waiting') continue;
			clearTimeout(timers.get(slot));
			keep(slot, { ...parcel, held: false });
			wait(slot, parcel, 'login', 0, 0);
		}
	}

	function leave(): void {
		for (const slot of parcels.keys()) if (!isOnItsWay(slot)) keep(slot, null);
	}

	const online = () => {
		for (const slot of parcels.keys()) retry(slot);
	};
	window.addEventListener('online', online);
	onScopeDispose(() => {
		for (const timer of timers.values()) clearTimeout(timer);
		window.removeEventListener('online', online);
	});

	const waiting = computed(() => [...states.keys()].filter(isOnItsWay));
	const refused = computed(() =>
		[...states].flatMap(([slot, state]) => (state.kind === 'refused' ? [{ slot, error: state.error }] : [])),
	);
	const queue: Queue = { stateOf, send, retry, stop, waiting, refused, follow, sessionEnded, leave };
	provide(KEY, queue);
	return queue;
}

export function useQueue(): Queue {
	const queue = inject(KEY);
	if (!queue) throw new Error('provideQueue was not called above this component');
	return queue;
}

function forgetOldParcels(): void {
	const stored = listStored(PARCEL_PREFIX).map((key) => [key, readStored(key)] as const);
	for (const key of findOldParcels(stored, Date.now())) writeStored(key, null);
}

/** Sent in time, and late only on its way: the reason that the server asks for is known. */
function excuse(parcel: Parcel, { code, details }: ApiError): Parcel | null {
	if (code !== 'GRID_REASON_REQUIRED' || details['why'] !== 'late' || parcel.lateReason === null) return null;
	return { ...parcel, body: { ...parcel.body, reason: parcel.lateReason }, lateReason: null };
}
