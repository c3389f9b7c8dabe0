import { onScopeDispose, shallowRef } from 'vue';
import { ROUTES } from '../../../constants/routes.ts';
import type { TonightUnit } from '../../../types/api.ts';
import { type ApiError, isRecord, request } from '../../shared/request.ts';

export type UnitState =
	| { kind: 'loading' }
	| { kind: 'ready'; unit: TonightUnit }
	| { kind: 'unreachable' }
	| { kind: 'refused'; error: ApiError };

/** The rooms of a unit below, for reporting on its behalf. */
export function useUnit(grid: number, night: number) {
	const state = shallowRef<UnitState>({ kind: 'loading' });
	let gone = false;
	onScopeDispose(() => (gone = true));

	async function load(): Promise<void> {
		const reply = await request(`${ROUTES.tonight}/grids/${grid}?night=${night}`);
		if (gone) return;
		if (reply.kind === 'ok' && isUnit(reply.body)) state.value = { kind: 'ready', unit: reply.body };
		else if (state.value.kind === 'ready') return;
		else if (reply.kind === 'refused' && reply.status < 500) state.value = { kind: 'refused', error: reply.error };
		else state.value = { kind: 'unreachable' };
	}

	void load();
	return { state, load };
}

function isUnit(value: unknown): value is TonightUnit {
	return isRecord(value) && typeof value['grid'] === 'number' && Array.isArray(value['rooms']);
}
