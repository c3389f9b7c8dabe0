import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { NightRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { databaseKind, newServer, openDatabase } from '../setup/test-house.ts';

/** Somebody else is always quicker: each compare-and-set of a column finds another row than it saw. */
async function whileOthersWin<Result>(db: Knex, table: string, column: string, work: () => Promise<Result>) {
	const made =
		databaseKind() === 'sqlite'
			? [
					`create trigger always_lost before update on ${table} when new.${column} <> old.${column} begin select raise(ignore); end`,
				]
			: [
					'create function lose() returns trigger language plpgsql as $$ begin return null; end $$',
					`create trigger always_lost before update on ${table} for each row when (new.${column} <> old.${column}) execute function lose()`,
				];
	const gone =
		databaseKind() === 'sqlite'
			? ['drop trigger always_lost']
			: [`drop trigger always_lost on ${table}`, 'drop function lose()'];
	for (const statement of made) await db.raw(statement);
	try {
		return await work();
	} finally {
		for (const statement of gone) await db.raw(statement);
	}
}

describe('who loses every race for a row', () => {
	let db: Knex;
	let building: Building;
	let leader: Person;
	let night: NightRow;
	const unit = () => building.units[0] ?? expect.fail('no unit');
	const absent = () => unit().rooms[0]?.residents[0]?.id ?? expect.fail('nobody');

	beforeAll(async () => {
		const server = await newServer();
		db = openDatabase(server.database);
		building = await createBuilding(server);
		const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit().id }] });
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 600 });
		night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	});

	const rows = async (collection: string) => await db(collection).where({ night: night.id });

	it('with a report is told to send it again, and nothing of it is kept; sent again it counts once', async () => {
		const report = unitReport(night.id, unit(), { [absent()]: 'not_returned' });
		const before = await dumpDatabase(db);
		const lost = await whileOthersWin(db, C.nightReports, 'submissions', async () => await submit(leader, report));
		expect([lost.status, lost.code, lost.errors[0]?.message]).toEqual([
			503,
			'GRID_BUSY',
			'同时有太多人在提交这个网格，未写入。请再发一次，同一份只会记一次。',
		]);
		expect(await dumpDatabase(db)).toEqual(before);
		expect((await submit(leader, report)).status).toBe(200);
		expect((await submit(leader, report)).code).toBe('GRID_ALREADY_RECEIVED');
		for (const collection of [C.nightSubmissions, C.nightEntries, C.nightAbsences])
			expect(await rows(collection)).toHaveLength(1);
		expect(await db(C.nightReports).where({ night: night.id, grid: unit().id })).toMatchObject([
			{ submissions: 1, not_returned: 1 },
		]);
	});

	it('with “back” is told to note it again, and the student stays missed until then', async () => {
		const back = { client_key: randomUUID(), night: night.id, student: absent(), kind: 'back' };
		const note = async () => await leader.post(`/items/${C.nightFollowups}`, back);
		const before = await dumpDatabase(db);
		const lost = await whileOthersWin(db, C.nightAbsences, 'state', note);
		expect([lost.status, lost.code]).toEqual([503, 'GRID_BUSY']);
		expect(await dumpDatabase(db)).toEqual(before);
		expect(await rows(C.nightAbsences)).toMatchObject([{ state: 'open' }]);
		expect((await note()).status).toBe(200);
		expect(await rows(C.nightAbsences)).toMatchObject([{ state: 'back' }]);
		expect(await rows(C.nightFollowups)).toHaveLength(1);
	});
});
