import { beforeAll, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { createClient } from '../setup/client.ts';
import { ADMIN } from '../setup/server-env.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

let server: Server;

beforeAll(async () => {
	// As `npm start` and docker-compose.yml set it, and sooner.
	server = await newServer({ env: { DB_OPTIONS: '-c statement_timeout=700' } });
});

it('a statement that does not end is ended, and gives its connection back', async () => {
	const db = openDatabase(server.database);
	const admin = createClient(server, ADMIN.token);
	const address = `/items/${C.majors}`;
	expect((await admin.get(address)).status).toBe(200);
	await db.transaction(async (trx) => {
		await trx.raw('lock table majors in access exclusive mode');
		// More than the pool has: without a limit the server would be gone for everybody.
		const answers = await Promise.all(Array.from({ length: 12 }, async () => await admin.get(address)));
		expect(answers.every(({ status }) => status >= 500)).toBe(true);
	});
	expect((await admin.get(address)).status).toBe(200);
});
