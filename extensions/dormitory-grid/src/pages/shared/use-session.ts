import { readonly, ref } from 'vue';
import { askLogOut, finishLogOut, isLogOutPending } from './log-out.ts';
import { readStored, writeStored } from './storage.ts';
import { isRecord, type Reply, request } from './request.ts';

const EXPIRY = 'grid.session';

export type LoginProblem =
	| { kind: 'wrong' }
	| { kind: 'otp' }
	| { kind: 'wait'; seconds: number | null }
	| { kind: 'unreachable' }
	| { kind: 'failed'; message: string };

/** Directus's session cookie: httpOnly, so the page knows its end only from the answer that set it. */
export function useSession() {
	const busy = ref(false);
	const problem = ref<LoginProblem | null>(null);

	async function logIn(email: string, password: string, otp: string): Promise<boolean> {
		if (busy.value) return false;
		busy.value = true;
		problem.value = null;
		const body = { email: email.trim(), password, mode: 'session', ...(otp ? { otp } : {}) };
		const reply = await request('/auth/login', { method: 'POST', body, timeout: 30_000 });
		busy.value = false;
		if (reply.kind === 'ok') keepExpiry(reply);
		else problem.value = judgeLogin(reply, otp);
		return reply.kind === 'ok';
	}

	/** Where the network is away the polls end the session later, before they ask anything; nothing has to wait for this. */
	async function logOut(): Promise<void> {
		askLogOut();
		writeStored(EXPIRY, null);
		await finishLogOut();
	}

	/** Prolongs a session that is past its half, so that it does not end at 22:25 of the next night. */
	async function prolong(): Promise<void> {
		const [end = 0, length = 0] = (readStored(EXPIRY) ?? '').split(' ').map(Number);
		const left = end - Date.now();
		if (isLogOutPending() || !length || left > length / 2 || left < 0) return;
		const reply = await request('/auth/refresh', { method: 'POST', body: { mode: 'session' } });
		if (reply.kind === 'ok') keepExpiry(reply);
	}

	return { busy: readonly(busy), problem: readonly(problem), logIn, logOut, prolong };
}

function keepExpiry(reply: Extract<Reply, { kind: 'ok' }>): void {
	const data = isRecord(reply.body) && isRecord(reply.body['data']) ? reply.body['data'] : {};
	const expires = data['expires'];
	writeStored(EXPIRY, typeof expires === 'number' ? `${reply.sentAt + expires} ${expires}` : null);
}

function judgeLogin(reply: Exclude<Reply, { kind: 'ok' }>, otp: string): LoginProblem {
	if (reply.kind === 'unreachable') return { kind: 'unreachable' };
	const { code, message } = reply.error;
	if (code === 'INVALID_OTP') return otp ? { kind: 'wrong' } : { kind: 'otp' };
	if (reply.status === 429 || reply.status === 503) return { kind: 'wait', seconds: reply.retryAfter };
	if (reply.status === 401 || reply.status === 400) return { kind: 'wrong' };
	return { kind: 'failed', message };
}
