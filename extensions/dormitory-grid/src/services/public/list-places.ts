import type { Knex } from 'knex';
import { findBuilding, findCodes, findWithoutCode, holdBuilding, insertCodes } from '../../database/public.ts';
import { isWorkingGroup, type Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import type { PublicPlacesAnswer } from '../../types/api-public.ts';
import { refusal } from '../refuse.ts';
import { newPlaceCode } from './secrets.ts';

/**
 * The codes of a building and its rooms, to be printed and hung up; whatever has none yet gets one, which stays. For the
 * working group and administrators.
 */
export async function listPlaces(db: Knex, actor: Actor, building: number): Promise<PublicPlacesAnswer> {
	const grid = await findBuilding(db, building);
	if (grid === null || !isWorkingGroup(actor, grid.college))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	await ensureCodes(db, building, grid.college);
	const codes = await findCodes(db, building);
	return {
		building: grid.name,
		college: grid.collegeName,
		phone: grid.phone,
		places: codes.map(({ code, number }) => ({ code, name: number ?? grid.name, room: number !== null })),
	};
}

async function ensureCodes(db: Knex, building: number, college: number): Promise<void> {
	await db.transaction(async (trx) => {
		await holdBuilding(trx, building);
		const missing = await findWithoutCode(trx, building);
		await insertCodes(
			trx,
			missing.map(({ room }) => ({ code: newPlaceCode(), building, room, college })),
		);
	});
}
