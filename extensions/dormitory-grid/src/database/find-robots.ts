import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { ChatRobotRow } from '../types/schema.ts';

export async function findRobots(db: Knex, keys: readonly number[]): Promise<Pick<ChatRobotRow, 'kind' | 'webhook'>[]> {
	return await db(COLLECTIONS.chatRobots)
		.whereIn('id', [...keys])
		.select('kind', 'webhook');
}
