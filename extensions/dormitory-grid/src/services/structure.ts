import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Language } from '../constants/languages.ts';
import { findCollegesOf, findGrids, findParentGrid, findRoomPlace } from '../database/structure.ts';
import { placeGrid } from '../domain/grid.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError, GridStructureError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';
import { readKey } from './parse-input.ts';
import { refusal } from './refuse.ts';

/** What administrators edit in the console (DOMAIN.md 1): places and scope columns follow from the tree, never from the form. */

export function structureError(
	language: Language,
	key: TextKey,
	values: Record<string, string | number | null> = {},
): Error {
	return refusal(GridStructureError, language, 'errors.GRID_STRUCTURE', { issue: say(language, key, values) });
}

/**
 * A working group builds its own college only: whatever a row names must lie there. Which rows it may change, the
 * permissions say; this is what they cannot: where a new or changed row points to.
 * @throws GRID_FORBIDDEN
 */
export async function checkColleges(db: Knex, actor: Actor, payload: Record<string, unknown>): Promise<void> {
	if (actor.admin) return;
	const places = Object.entries(PLACES).flatMap(([field, collection]) => {
		const key = readKey(payload[field]);
		return key === null ? [] : { collection, key };
	});
	for (const college of await findCollegesOf(db, places)) {
		if (!isWorkingGroup(actor, college)) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	}
}

/** The fields by which a row of the structure names another, alike in every collection. */
const PLACES = {
	college: COLLECTIONS.colleges,
	parent: COLLECTIONS.grids,
	unit: COLLECTIONS.grids,
	room: COLLECTIONS.rooms,
	department: COLLECTIONS.departments,
	major: COLLECTIONS.majors,
} as const;

export async function placeNewGrid(db: Knex, language: Language, payload: Record<string, unknown>): Promise<object> {
	const parentKey = readKey(payload['parent']);
	const parent = parentKey === null ? null : await findParentGrid(db, parentKey);
	if (parentKey !== null && parent === null) throw structureError(language, 'structure.no_parent');
	const placement = placeGrid(typeof payload['code'] === 'string' ? payload['code'] : '', parent);
	switch (placement.kind) {
		case 'too_deep':
			throw structureError(language, 'structure.too_deep');
		case 'wrong_code':
			throw structureError(language, 'structure.code', { example: placement.example });
		case 'placed': {
			const { level, building, floor } = placement;
			return { ...payload, level, building, floor, ...(parent ? { college: parent.college } : {}) };
		}
	}
}

/** A grid keeps its place for good, because every night's rows carry it; only its code may be put right. */
export async function checkGridChange(
	db: Knex,
	language: Language,
	payload: Record<string, unknown>,
	keys: readonly number[],
): Promise<object> {
	for (const grid of await findGrids(db, keys)) {
		for (const field of ['parent', 'college'] as const) {
			if (field in payload && readKey(payload[field]) !== grid[field])
				throw structureError(language, 'structure.immutable');
		}
		if ('code' in payload && payload['code'] !== grid.code) {
			const parent = grid.parent === null ? null : await findParentGrid(db, grid.parent);
			const placement = placeGrid(typeof payload['code'] === 'string' ? payload['code'] : '', parent);
			if (placement.kind === 'wrong_code')
				throw structureError(language, 'structure.code', { example: placement.example });
		}
	}
	return without(payload, ['level', 'building', 'floor']);
}

/** A room's place follows its unit. */
export async function placeRoom(db: Knex, language: Language, payload: Record<string, unknown>): Promise<object> {
	if (!('unit' in payload)) return without(payload, ['college', 'building', 'floor']);
	const key = readKey(payload['unit']);
	const unit = key === null ? null : await findParentGrid(db, key);
	if (unit === null || unit.level !== 3) throw structureError(language, 'structure.room_unit');
	const [row] = await findGrids(db, [unit.id]);
	return { ...payload, college: unit.college, building: unit.building, floor: row?.parent ?? null };
}

/** A student's place follows his room; who has moved out has none. */
export async function placeStudent(db: Knex, payload: Record<string, unknown>): Promise<object> {
	const clean = without(payload, ['building', 'floor', 'unit']);
	if (payload['residence_state'] === 'moved_out')
		return { ...clean, room: null, bed: null, building: null, floor: null, unit: null };
	if (!('room' in payload)) return clean;
	const key = readKey(payload['room']);
	const place = key === null ? null : await findRoomPlace(db, key);
	return place ? { ...clean, ...place } : { ...clean, building: null, floor: null, unit: null };
}

function without(payload: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(payload).filter(([field]) => !fields.includes(field)));
}
