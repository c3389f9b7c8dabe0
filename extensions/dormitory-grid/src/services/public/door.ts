import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Language } from '../../constants/languages.ts';
import { type DoorPlace, findDoorPlace } from '../../database/public.ts';
import { PLACE_CODE_LENGTH, readCode } from '../../domain/public-code.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridUnknownCodeError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';
import type { PublicSecrets } from './secrets.ts';

/** Who asks without log-in: in which language, from where, when. */
export interface Visitor {
	language: Language;
	address: string;
	now: Date;
	secrets: PublicSecrets;
}

/** What a code stands for. @throws GRID_UNKNOWN_CODE, the same for all that are none */
export async function openDoor(db: Knex, visitor: Visitor, code: unknown): Promise<DoorPlace & { code: string }> {
	const read = readCode(code, PLACE_CODE_LENGTH);
	const place = read === null ? null : await findDoorPlace(db, read);
	if (read === null || place === null) throw unknownCode(visitor);
	return { ...place, code: read };
}

export function unknownCode({ language }: Pick<Visitor, 'language'>): Error {
	return refusal(GridUnknownCodeError, language, 'errors.GRID_UNKNOWN_CODE');
}

/** A stranger holds no post, so that no rule mistakes him for anybody. */
export function strangerOf({ language }: Pick<Visitor, 'language'>): Actor {
	return { user: null, admin: false, language, name: '', scopes: [] };
}

/** Every step has one. */
export function newStepKeys(): { id: string; client_key: string } {
	return { id: randomUUID(), client_key: randomUUID() };
}
