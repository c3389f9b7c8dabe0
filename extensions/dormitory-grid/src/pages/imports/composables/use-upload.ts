import { ref, shallowRef } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { ImportAnswer, ImportKind } from '../../../types/api-imports.ts';
import { isRecord, type Reply, request } from '../../shared/request.ts';

/** A sheet of a thousand lines is judged line by line. */
const TIMEOUT_MS = 90_000;

export type Stage =
	| { kind: 'none' }
	| { kind: 'checking' }
	| { kind: 'checked'; answer: ImportAnswer; changed: boolean }
	| { kind: 'sending'; answer: ImportAnswer }
	| { kind: 'done'; answer: ImportAnswer };

export type Trouble =
	| { kind: 'unreadable' }
	| { kind: 'check_unreachable' }
	| { kind: 'check_failed'; message: string }
	| { kind: 'unreachable' }
	| { kind: 'failed'; message: string };

/** A sheet on its way: looked at first, written when it is confirmed, the same bytes both times. */
export function useUpload(target: () => { kind: ImportKind; period: number | null }) {
	const stage = shallowRef<Stage>({ kind: 'none' });
	const trouble = shallowRef<Trouble | null>(null);
	const name = ref('');
	let bytes: Blob | null = null;
	let round = 0;

	async function choose(file: File): Promise<void> {
		const mine = ++round;
		trouble.value = null;
		name.value = file.name;
		stage.value = { kind: 'checking' };
		try {
			// Read once: what is imported is what was looked at, even if the file changes in between.
			bytes = new Blob([await file.arrayBuffer()]);
		} catch {
			bytes = null;
			if (mine === round) fail({ kind: 'unreadable' });
			return;
		}
		await check(false, mine);
	}

	async function check(changed: boolean, mine = ++round): Promise<void> {
		if (!bytes) return;
		stage.value = { kind: 'checking' };
		trouble.value = null;
		const reply = await send({ dry: '1' });
		if (mine !== round) return;
		if (reply.kind === 'ok' && isAnswer(reply.body)) stage.value = { kind: 'checked', answer: reply.body, changed };
		else if (reply.kind === 'refused') fail({ kind: 'check_failed', message: reply.error.message });
		else fail({ kind: 'check_unreachable' });
	}

	async function confirm(): Promise<void> {
		if (stage.value.kind !== 'checked') return;
		const { answer } = stage.value;
		stage.value = { kind: 'sending', answer };
		trouble.value = null;
		const reply = await send(answer.bad > 0 ? { skip_bad: '1' } : {});
		if (reply.kind === 'ok' && isAnswer(reply.body)) {
			stage.value = { kind: 'done', answer: reply.body };
			bytes = null;
		} else if (reply.kind === 'refused' && reply.error.code === 'GRID_SHEET_ROWS') {
			// What was good a minute ago is not any more: somebody else has entered the same.
			await check(true);
		} else {
			stage.value = { kind: 'checked', answer, changed: false };
			trouble.value =
				reply.kind === 'refused' ? { kind: 'failed', message: reply.error.message } : { kind: 'unreachable' };
		}
	}

	function reset(): void {
		round++;
		bytes = null;
		stage.value = { kind: 'none' };
		trouble.value = null;
		name.value = '';
	}

	async function send(options: Record<string, string>): Promise<Reply> {
		const { kind, period } = target();
		const query = new URLSearchParams({ name: name.value, ...options });
		if (kind === 'stays') query.set('period', String(period));
		const address = `${ROUTES[kind]}/import?${query.toString()}`;
		return await request(address, { method: 'POST', file: bytes ?? new Blob(), timeout: TIMEOUT_MS });
	}

	function fail(why: Trouble): void {
		stage.value = { kind: 'none' };
		trouble.value = why;
	}

	return { stage, trouble, name, choose, confirm, reset };
}

function isAnswer(body: unknown): body is ImportAnswer {
	return isRecord(body) && typeof body['good'] === 'number' && Array.isArray(body['problems']);
}
