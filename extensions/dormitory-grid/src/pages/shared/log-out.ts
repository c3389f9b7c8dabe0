import { isRecord, request, type Reply } from './request.ts';
import { readStored, writeStored } from './storage.ts';

/** Kept over reloads: a log-out that the server has not heard of yet. The session's cookie is httpOnly, so only the server can end it. */
const PENDING = 'grid.logout';

export function askLogOut(): void {
	writeStored(PENDING, 'pending');
}

export function isLogOutPending(): boolean {
	// Inside the Studio the session is the Studio's, and perhaps somebody else's by now.
	return window.self === window.top && readStored(PENDING) !== null;
}

let underWay: Promise<boolean> | null = null;

/** Ends the session if that is still to be done; `false`: not yet, and nothing may be asked under it. */
export async function finishLogOut(): Promise<boolean> {
	if (!isLogOutPending()) return true;
	underWay ??= endSession().finally(() => (underWay = null));
	return await underWay;
}

async function endSession(): Promise<boolean> {
	const ended = isEnded(await request('/auth/logout', { method: 'POST', body: { mode: 'session' } }));
	if (ended) writeStored(PENDING, null);
	return ended;
}

/** Directus answers 204, or 400 and the like where there is no session to end; a campus network's own page answers 200. */
export function isEnded(reply: Reply): boolean {
	if (reply.kind === 'ok') return reply.status === 204 || (isRecord(reply.body) && 'data' in reply.body);
	return reply.kind === 'refused' && [400, 401, 403].includes(reply.status) && reply.error.code !== 'UNKNOWN';
}
