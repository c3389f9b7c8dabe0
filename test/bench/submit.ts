import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { POLICY_IDS } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import type { TonightAnswer } from '../../extensions/dormitory-grid/src/types/api.ts';
import { ADMIN } from '../setup/server-env.ts';
import { request, sleep } from './http.ts';
import { makePlainCollection, openTo } from './plain.ts';
import { interleave, type Result, throughput, ratioOf } from './measure.ts';

const CONNECTIONS = 16;
const ENTRIES = 8;

/** The columns of a submission and of an entry, as plain fields: a row of the same size, with none of our rules. */
const ROW = [
	'client_key:string',
	'night:integer',
	'grid:integer',
	'rooms:json',
	'gaps:json',
	'reason:string',
	'note:string',
	'seen_at:timestamp',
	'sent_at:timestamp',
	'received_at:timestamp',
	'number:integer',
	'received_state:string',
	'reporter:uuid',
	'reported_as:string',
	'on_behalf:boolean',
	'stand_in:boolean',
	'clock_skew:integer',
	'residents:integer',
	'present:integer',
	'late_return:integer',
	'not_returned:integer',
	'on_leave:integer',
	'college:integer',
	'building:integer',
	'floor:integer',
	'unit:integer',
];
const CHILD = [
	'night:integer',
	'student:integer',
	'kind:string',
	'returned_at:timestamp',
	'reason:string',
	'approved_leave:boolean',
	'room:integer',
	'department:integer',
	'counsellor:uuid',
	'college:integer',
	'building:integer',
	'floor:integer',
	'unit:integer',
];

interface Unit {
	token: string;
	grid: number;
	rooms: { room: number; present: number }[];
	students: number[];
}

/** Submitting a unit's report against a plain Directus create of rows of the same size, by the same people on the same server. */
export async function benchSubmit(base: string, db: Knex): Promise<Result[]> {
	await db('directus_users')
		.where('email', 'like', '%@college.example')
		.whereNull('token')
		.update({ token: db.raw("'token-' || email") });
	await makePlainCollections(base);
	const units = await db('grids as g')
		.join('colleges as c', 'c.id', 'g.college')
		.where({ 'g.level': 3, 'c.code': 'main' })
		.select('g.id', 'g.code')
		.orderBy('g.id');
	const people: Unit[] = [];
	await startRehearsal(base, db);
	for (const { code } of units) {
		const token = `token-unit.${code}@college.example`;
		const answer = (await request(base, 'GET', ROUTES.tonight, token)) as TonightAnswer;
		const [unit] = answer.units;
		if (!unit) throw new Error(`unit ${code} has no list`);
		people.push({
			token,
			grid: unit.grid,
			rooms: unit.rooms.map((room) => ({ room: room.room, present: room.residents.length })),
			students: unit.rooms.flatMap((room) => room.residents.map((resident) => resident.student)),
		});
	}
	const results: Result[] = [];
	for (const [name, entries, bar] of [
		['submit-zero', 0, 0.9],
		['submit-8-entries', ENTRIES, 0.6],
	] as const) {
		const samples = await interleave(
			async () => {
				const night = await startRehearsal(base, db);
				await forgetPermissions(base);
				return await throughput(
					people.length,
					CONNECTIONS,
					async (index) => await submit(base, night, people[index], entries),
				);
			},
			async () => {
				await forgetPermissions(base);
				return await throughput(
					people.length,
					CONNECTIONS,
					async (index) => await createPlainly(base, people[index], entries),
				);
			},
		);
		results.push({
			name,
			...samples,
			ratio: ratioOf(samples),
			unit: 'req/s',
			bar: { at: 'least', value: bar },
		});
	}
	return results;
}

/** Everybody sends once a night: nobody's permissions are warm, on either side. */
async function forgetPermissions(base: string): Promise<void> {
	await request(base, 'POST', '/utils/cache/clear?system', ADMIN.token);
	await request(base, 'GET', '/users/me?fields=id', ADMIN.token);
}

async function submit(base: string, night: number, unit: Unit | undefined, entries: number): Promise<void> {
	if (!unit) return;
	const named = unit.students.slice(0, entries);
	// The first rooms hold the named students, bed by bed.
	let left = named.length;
	const rooms = unit.rooms.map(({ room, present }) => {
		const absent = Math.min(left, present);
		left -= absent;
		return { room, present: present - absent };
	});
	await request(base, 'POST', '/items/night_submissions?fields=id,received_at', unit.token, {
		client_key: randomUUID(),
		night,
		grid: unit.grid,
		rooms,
		entries: named.map((student) => ({ student, kind: 'late_return', reason: '社团活动' })),
	});
}

async function createPlainly(base: string, unit: Unit | undefined, entries: number): Promise<void> {
	if (!unit) return;
	const now = new Date().toISOString();
	const place = { college: 1, building: 1, floor: 9, unit: unit.grid };
	await request(base, 'POST', '/items/bench_rows?fields=id,received_at', unit.token, {
		client_key: randomUUID(),
		night: 1,
		grid: unit.grid,
		rooms: unit.rooms,
		received_at: now,
		number: 1,
		received_state: 'on_time',
		reporter: randomUUID(),
		reported_as: 'unit_leader',
		on_behalf: false,
		stand_in: false,
		residents: 36,
		present: 36 - entries,
		late_return: entries,
		not_returned: 0,
		on_leave: 0,
		...place,
		...(entries === 0
			? {}
			: {
					entries: unit.students.slice(0, entries).map((student) => ({
						night: 1,
						student,
						kind: 'late_return',
						reason: '社团活动',
						approved_leave: false,
						room: 1,
						department: 1,
						counsellor: randomUUID(),
						...place,
					})),
				}),
	});
}

async function makePlainCollections(base: string): Promise<void> {
	await makePlainCollection(base, 'bench_rows', ROW);
	await makePlainCollection(base, 'bench_children', [...CHILD, 'row:uuid']);
	const admin = async (path: string, body: unknown) => await request(base, 'POST', path, ADMIN.token, body);
	await admin('/fields/bench_rows', { field: 'entries', type: 'alias', meta: { special: ['o2m'] } });
	await admin('/relations', {
		collection: 'bench_children',
		field: 'row',
		related_collection: 'bench_rows',
		meta: { one_field: 'entries' },
		schema: {},
	});
	for (const collection of ['bench_rows', 'bench_children']) await openTo(base, collection, POLICY_IDS.unit_leader);
}

async function startRehearsal(base: string, db: Knex): Promise<number> {
	// A college rehearses once at a time: the bench is through with the one before, whose night may run on.
	await db('night_rehearsals').update({ closes_at: new Date() });
	const group = 'token-group.leader@college.example';
	const closes_at = new Date(Date.now() + 3_600_000).toISOString();
	const { data } = (await request(base, 'POST', '/items/night_rehearsals', group, { closes_at })) as {
		data: { id: string };
	};
	for (;;) {
		const nights = (await request(
			base,
			'GET',
			`/items/nights?filter[rehearsal][_eq]=${data.id}&fields=id,state`,
			group,
		)) as { data: { id: number; state: string }[] };
		const [night] = nights.data;
		if (night?.state === 'open') return night.id;
		await sleep(100);
	}
}
