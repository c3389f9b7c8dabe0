import { ref, shallowRef } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { SheetAnswer } from '../../../types/api.ts';
import { finishLogOut, isLogOutPending } from '../../shared/log-out.ts';
import { isLoggedIn, isRecord, request } from '../../shared/request.ts';

export type SheetState =
	| { kind: 'loading' | 'leaving' | 'signed_out' | 'unreachable' | 'refused' | 'no_floor' }
	| { kind: 'ready'; sheet: SheetAnswer };

/** One floor's sheet, asked for once: what lies on paper does not move either. */
export function useSheet() {
	const floor = Number(new URLSearchParams(location.search).get('floor'));
	const state = shallowRef<SheetState>({ kind: 'loading' });
	const wasIn = ref(false);

	async function load(): Promise<void> {
		if (!Number.isSafeInteger(floor) || floor <= 0) {
			state.value = { kind: 'no_floor' };
			return;
		}
		if (isLogOutPending()) state.value = { kind: 'leaving' };
		if (!(await finishLogOut())) return;
		const reply = await request(`${ROUTES.sheet}?floor=${floor}`, { timeout: 30_000 });
		if (reply.kind === 'ok' && isSheet(reply.body)) {
			wasIn.value = true;
			state.value = { kind: 'ready', sheet: reply.body };
		} else if (reply.kind === 'refused' && (reply.status === 401 || reply.status === 403))
			state.value = { kind: (await isLoggedIn()) ? 'refused' : 'signed_out' };
		else state.value = { kind: 'unreachable' };
	}

	window.addEventListener('online', () => {
		if (state.value.kind === 'leaving') void load();
	});

	return { state, wasIn, load };
}

function isSheet(body: unknown): body is SheetAnswer {
	return isRecord(body) && isRecord(body['floor']) && Array.isArray(body['units']);
}
