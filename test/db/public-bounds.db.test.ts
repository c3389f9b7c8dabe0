import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { countAgainst, MOST_USES } from '../../extensions/dormitory-grid/src/services/public/bounds.ts';
import { publicSecrets } from '../../extensions/dormitory-grid/src/services/public/secrets.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** How often a door may be used an hour: by one address, by all together. */
describe.each(DATABASE_KINDS)('the bounds of a door on %s', (kind) => {
	let db: Knex;
	const secrets = publicSecrets('a secret of this test alone');
	const use = async (place: string, address: string, now: Date): Promise<string> => {
		const visitor = { language: 'zh-CN' as const, address, now, secrets };
		try {
			await db.transaction(async (trx) => await countAgainst(trx, visitor, place, 'issue'));
			return 'served';
		} catch (error) {
			return error instanceof Error && 'code' in error ? `${String(error.code)} ${error.message}` : String(error);
		}
	};

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
	});

	it('one address uses up its own share, and the others at the door are served; all together have an outer bound', async () => {
		const now = atClock('21:00:00');
		const { share, place } = MOST_USES.issue;
		for (let n = 0; n < share; n++) expect(await use('DOOR', '10.0.0.1', now)).toBe('served');
		for (let n = 0; n < 3; n++) expect(await use('DOOR', '10.0.0.1', now)).toMatch(/^GRID_SLOW_DOWN 您所在网络/);
		expect(await use('OTHER', '10.0.0.1', now)).toBe('served');
		// What was refused has used up nothing of the door's.
		for (let n = share; n < place; n++) expect(await use('DOOR', `10.1.0.${n}`, now)).toBe('served');
		expect(await use('DOOR', '10.2.0.1', now)).toMatch(/^GRID_SLOW_DOWN 这里/);
		expect(await use('DOOR', '10.0.0.1', atClock('22:00:00'))).toBe('served');
	});
});
