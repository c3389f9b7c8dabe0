import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { NightRow, NightSubmissionRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Client } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** Requests that come in pieces, in heaps or as files made to be slow: they gain nothing, and nobody waits for them. */
describe('requests that would hold the server', () => {
	let server: SharedServer;
	let building: Building;
	let group: Person;
	let leader: Person;
	let counsellor: Person;
	const unit = () => building.units[0] ?? expect.fail('no unit');
	const importPath = `${ROUTES.leaves}/import?dry=1&name=a.csv`;

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server);
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit().id }] });
		[counsellor] = building.counsellors as [Person, Person];
	});

	/** A request whose headers are sent at once, and whose body is not. */
	async function openRequest(who: Client, path: string, type: string, length: number): Promise<Held> {
		const { hostname, port } = new URL(server.url);
		const socket = connect(Number(port), hostname);
		await once(socket, 'connect');
		socket.write(
			[
				`POST ${path} HTTP/1.1`,
				`Host: ${hostname}`,
				`Authorization: Bearer ${who.token}`,
				`Content-Type: ${type}`,
				`Content-Length: ${length}`,
				'Connection: close',
				'\r\n',
			].join('\r\n'),
		);
		let text = '';
		socket.setEncoding('utf8').on('data', (part: string) => (text += part));
		const ended = once(socket, 'close').then(() => text);
		return { socket, ended };
	}

	describe('a report whose body is held back', () => {
		let night: NightRow;
		const reports = async () =>
			await administrator(server).must<NightSubmissionRow[]>(
				'GET',
				`/items/${C.nightSubmissions}?filter[night][_eq]=${night.id}`,
			);
		/** Headers a second before the close, the rest when the night has closed. */
		const holdOver = async (report: object): Promise<string> => {
			const body = JSON.stringify(report);
			const before = Date.parse(night.closes_at) - 1000 - Date.now();
			await new Promise((wake) => setTimeout(wake, Math.max(0, before)));
			const path = `/items/${C.nightSubmissions}`;
			const held = await openRequest(leader, path, 'application/json', Buffer.byteLength(body));
			held.socket.write(body.slice(0, 20));
			await waitForNight(server, { id: night.id }, 'closed');
			held.socket.write(body.slice(20));
			return await held.ended;
		};

		it('is late, owes the reason, and was received when it was whole', async () => {
			const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 8 });
			night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
			const answer = await holdOver(unitReport(night.id, unit()));
			expect(answer).toContain('GRID_REASON_REQUIRED');
			expect(await reports()).toEqual([]);
			await submit(leader, { ...unitReport(night.id, unit()), reason: '断网' });
			const [row] = await reports();
			expect(row?.received_state).toBe('late');
			expect(Date.parse(row?.received_at ?? '')).toBeGreaterThanOrEqual(Date.parse(night.closes_at));
		});
	});

	describe('a heap of rows', () => {
		const row = (night: number) => ({
			client_key: randomUUID(),
			night,
			student: unit().rooms[0]?.residents[0]?.id,
			kind: 'contacted',
		});
		const CREATE = `mutation($d: [create_${C.nightFollowups}_input!]) { create_${C.nightFollowups}_items(data: $d) { id } }`;
		const LIMITED = [C.nightSubmissions, C.nightFollowups, C.emergencies, C.nightHandbacks, C.nightCheckResults];
		let night: NightRow;

		beforeAll(async () => {
			const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 600 });
			night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		});
		const kept = async () =>
			await administrator(server).must<unknown[]>('GET', `/items/${C.nightFollowups}?filter[night][_eq]=${night.id}`);

		it.each([...LIMITED, C.editionOpenings])('of %s is refused before the first is tried', async (collection) => {
			const rows = Array.from({ length: 21 }, () => row(night.id));
			const answer = await leader.post(`/items/${collection}`, rows);
			expect([answer.status, answer.code]).toEqual([413, 'GRID_TOO_LARGE']);
			expect(answer.errors[0]?.message).toContain('20');
		});

		it('is refused in GraphQL, in variables and as it stands', async () => {
			const rows = Array.from({ length: 21 }, () => row(night.id));
			const listed = rows.map(() => '{}').join(', ');
			for (const answer of [
				await leader.graphql(CREATE, { d: rows }),
				await leader.graphql(`mutation { create_${C.nightFollowups}_items(data: [${listed}]) { id } }`),
			]) {
				expect([answer.status, answer.code]).toEqual([413, 'GRID_TOO_LARGE']);
			}
			expect(await kept()).toEqual([]);
		});

		it('of twenty is taken both ways', async () => {
			const rows = () => Array.from({ length: 10 }, () => row(night.id));
			expect((await leader.post(`/items/${C.nightFollowups}`, rows())).status).toBe(200);
			expect((await leader.graphql(CREATE, { d: rows() })).errors).toEqual([]);
			expect(await kept()).toHaveLength(20);
		});
	});

	describe('a sheet', () => {
		it('of somebody who keeps no list is refused before a byte of it is read', async () => {
			const held = await openRequest(leader, importPath, 'application/octet-stream', 9_000_000);
			expect(await held.ended).toContain('GRID_FORBIDDEN');
		});

		it('is sent one at a time by each', async () => {
			const send = async () =>
				await counsellor.request('POST', importPath, '学号,开始日期,结束日期\r\n', {
					'content-type': 'application/octet-stream',
				});
			let held: Held | undefined;
			// Whichever comes in first is taken: until that is the one whose body never ends.
			const sendBeside = async () => {
				held?.socket.destroy();
				held = await openRequest(counsellor, importPath, 'application/octet-stream', 1000);
				held.socket.write('x');
				await new Promise((wake) => setTimeout(wake, 500));
				return (await send()).code;
			};
			await expect.poll(sendBeside, { timeout: 30_000 }).toBe('GRID_BUSY');
			held?.socket.destroy();
			await expect.poll(async () => (await send()).status, { timeout: 20_000 }).toBe(200);
		});

		it('made to be slow keeps nobody waiting who asks meanwhile', async () => {
			const lines = `"${`${'""'.repeat(40_000)}\n`.repeat(110)}`;
			let reading = true;
			const began = performance.now();
			const sent = counsellor
				.request('POST', importPath, lines, { 'content-type': 'application/octet-stream' })
				.finally(() => (reading = false));
			let longest = 0;
			while (reading) {
				const asked = performance.now();
				expect((await fetch(`${server.url}/server/ping`)).ok).toBe(true);
				longest = Math.max(longest, performance.now() - asked);
			}
			const took = performance.now() - began;
			expect((await sent).status).toBeLessThan(500);
			expect(longest).toBeLessThan(Math.max(2000, took / 4));
		});
	});
});

interface Held {
	socket: Socket;
	/** The whole answer, when the connection is closed. */
	ended: Promise<string>;
}
