import { createServer } from 'node:http';
import type { Database, DatabaseKind, Template } from '../databases.ts';
import type { SharedServerKey, TestHouse } from './index.ts';

/** What a test process may ask of the run's house, and what it is answered. */
export interface Requests {
	'/make-database': { asks: { kind: DatabaseKind; template: Template }; gets: Database };
	'/drop-database': { asks: { database: Database }; gets: null };
	'/extensions': { asks: Record<never, never>; gets: { folder: string } };
	'/shared-server': { asks: SharedServerKey; gets: { url: string; database: Database; pid: number } };
	'/shared-log': { asks: SharedServerKey; gets: { log: string } };
}

type Handlers = { [Route in keyof Requests]: (asks: Requests[Route]['asks']) => Promise<Requests[Route]['gets']> };

/** Test processes reach what the run shares over HTTP on the loopback, so that nothing is started before it is asked for. */
export async function openBroker(house: TestHouse): Promise<{ url: string; close: () => void }> {
	const handlers: Handlers = {
		'/make-database': async ({ kind, template }) => await house.makeDatabase(kind, template),
		'/drop-database': async ({ database }) => {
			await house.dropDatabase(database);
			return null;
		},
		'/extensions': async () => ({ folder: await house.extensions() }),
		'/shared-server': async (key) => {
			const { url, database, pid } = await house.sharedServer(key);
			return { url, database, pid };
		},
		'/shared-log': async (key) => ({ log: (await house.sharedServer(key)).log() }),
	};
	const answer = async (route: string, text: string): Promise<unknown> => {
		const handler = Object.entries(handlers).find(([known]) => known === route)?.[1];
		if (!handler) throw new Error(`no such request: ${route}`);
		return await handler(JSON.parse(text));
	};
	const server = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk: Buffer) => (text += chunk.toString()));
		request.on('end', () => {
			answer(request.url ?? '', text).then(
				(body) => response.end(JSON.stringify(body)),
				(error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
			);
		});
	});
	// Making a template takes longer than the usual patience of a server.
	server.requestTimeout = 0;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the broker has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}
