import { USERS, call } from './shield-data.ts';
import type { Server } from '../setup/start-directus.ts';

/** One request each, after which an unshielded process is dead or answers nothing sensible any more. */
export interface Crash {
	name: string;
	send: (server: Server) => Promise<unknown>;
	/** The answer of the shield. */
	code: string;
	/** The poison is there in any case; only SQLite's driver was seen to swallow it (it calls `slice` by `call`). */
	onlySqlite?: boolean;
}

const get = (path: string) => (server: Server) => call(server, 'GET', path, null);
const deep = (value: unknown) => get(`/server/info?deep=${encodeURIComponent(JSON.stringify(value))}`);

function upload(name: string, type: string, content: string) {
	return async (server: Server) => {
		const form = new FormData();
		form.set('file', new Blob([content], { type }), name);
		const headers = { authorization: `Bearer ${USERS.leader.token}` };
		const response = await fetch(`${server.url}/utils/import/shield_people`, { method: 'POST', headers, body: form });
		return { status: response.status, text: await response.text() };
	};
}

const METHODS = ['concat', 'forEach', 'indexOf', 'map', 'push', 'shift', 'slice', 'sort', 'splice', 'unshift'];
const POISON = Object.fromEntries(METHODS.map((method) => [method, { call: { _limit: 1 }, apply: { _limit: 1 } }]));
const POISONED = METHODS.flatMap((method) => [`unit.${method}.call`, `unit.${method}.apply`]);

export const CRASHES: Crash[] = [
	{
		name: 'F1: a nested filter that does not parse',
		send: get('/server/info?deep[a][_filter]={bad'),
		code: 'GRID_QUERY_REFUSED',
	},
	{
		name: 'F1: nested fields with an open parenthesis',
		send: deep({ a: { b: { _fields: 'count(x' } } }),
		code: 'GRID_QUERY_REFUSED',
	},
	{
		name: 'F1: a nested condition that is null',
		send: deep({ a: { _filter: { b: null } } }),
		code: 'GRID_QUERY_REFUSED',
	},
	{
		name: 'F1 in the body of a SEARCH',
		send: (server) =>
			call(server, 'SEARCH', '/items/shield_people', USERS.leader.token, {
				query: { deep: { a: { _filter: '{bad' } } },
			}),
		code: 'GRID_QUERY_REFUSED',
	},
	{
		name: 'F2: poison by Object.prototype',
		send: deep({ toString: { call: { _limit: 1 } } }),
		code: 'GRID_QUERY_REFUSED',
	},
	{
		name: 'F2: poison by Array.prototype',
		send: deep({ a: { 0: { _limit: 1 }, ...POISON } }),
		code: 'GRID_QUERY_REFUSED',
		onlySqlite: true,
	},
	{
		name: 'F2 by the heading of an imported file',
		send: upload('people.csv', 'text/csv', 'name,toString.call\n丙,x\n'),
		code: 'GRID_IMPORT_REFUSED',
	},
	{
		name: 'F2 by a list in an imported file',
		send: upload(
			'people.csv',
			'text/csv',
			`name,unit,${POISONED.join(',')}\n丙,[],${POISONED.map(() => 'x').join(',')}\n`,
		),
		code: 'GRID_IMPORT_REFUSED',
		onlySqlite: true,
	},
];

export const uploadPeople = upload;

/** Does the process still work: answer, sort, log, write? A poisoned one may be alive and broken. */
export async function isSound(server: Server): Promise<boolean> {
	await new Promise((resolve) => setTimeout(resolve, 300));
	if (!server.isAlive()) return false;
	try {
		const read = await call(server, 'GET', '/items/shield_people?sort=name&fields=id,grid.code', USERS.leader.token);
		const graphql = await call(server, 'POST', '/graphql', USERS.leader.token, {
			query: '{ shield_people { id grid { code } } }',
		});
		const missing = await call(server, 'GET', '/items/shield_nothing', USERS.leader.token);
		return read.status === 200 && graphql.code === null && missing.status === 403 && server.isAlive();
	} catch {
		return false;
	}
}
