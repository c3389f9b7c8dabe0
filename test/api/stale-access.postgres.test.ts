import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { type Client, createClient } from '../setup/client.ts';
import { dateIn, logInByCookie, readableStudents } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { assign, createPerson, type Person } from '../setup/fixtures/person.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import type { Server } from '../setup/start-directus.ts';
import { newDatabase, newServer } from '../setup/test-house.ts';

const ROUNDS = 6;
const UNITS = 4;
/** Between two reads of one reader: enough to keep both replicas busy, and not so many that they answer nobody else. */
const PAUSE_MS = 15;
/** I13: from this long after the commit no replica answers a read under an ended assignment. */
const GRACE_MS = 1_000;
/** How long it is watched after that. */
const WATCH_MS = 1_500;
const PASSWORD = 'a-password-of-tests';

interface Read {
	person: string;
	begun: number;
	rows: number;
}

/** I13, with two replicas on one database that know of each other only through it, and readers that do not stop. */
describe('an ended post on two replicas', () => {
	let replicas: Server[];
	let building: Building;
	let people: Person[];
	/** Each person on each replica, by token or by the session cookie of a page. */
	let readers: { person: string; client: Client }[];
	let group: Person;

	beforeAll(async () => {
		const database = await newDatabase();
		const first = await newServer({ database });
		const second = await newServer({ database });
		replicas = [first, second];
		building = await createBuilding(first, { unitsPerFloor: UNITS, roomsPerUnit: 1 });
		group = await createPerson(first, { posts: [{ position: 'working_group', college: building.college }] });
		people = [];
		readers = [];
		for (const [index] of building.units.entries()) {
			const person = await createPerson(first, index % 2 === 0 ? {} : { password: PASSWORD });
			people.push(person);
			const { id, email, token } = person;
			for (const replica of replicas) {
				const client =
					index % 2 === 0 ? createClient(replica, token) : await logInByCookie(replica, { email, password: PASSWORD });
				readers.push({ person: id, client });
			}
		}
	});

	it(`takes all reading away within a second, in ${ROUNDS * UNITS} endings`, async () => {
		for (let round = 0; round < ROUNDS; round++) {
			const posts = new Map<string, string>();
			for (const [index, { id }] of people.entries()) {
				const post = { position: 'unit_leader' as const, grid: building.units[(index + round) % UNITS]?.id ?? 0 };
				posts.set(id, (await assign(replicas[index % 2] ?? expect.fail('no replica'), id, post)).id);
			}
			await waitFor('everybody to read on both replicas', 10_000, async () => {
				const seen = await Promise.all(readers.map(async ({ client }) => await readableStudents(client)));
				return seen.every((rows) => rows?.length === 3) ? true : null;
			});

			const reads: Read[] = [];
			let reading = true;
			const loops = readers.map(async ({ person, client }) => {
				while (reading) {
					const begun = performance.now();
					const rows = await readableStudents(client);
					reads.push({ person, begun, rows: rows?.length ?? 0 });
					await sleep(PAUSE_MS);
				}
			});
			const ended = new Map<string, number>();
			try {
				for (const [index, { id }] of people.entries()) {
					await sleep(50);
					await endPost(replicas[(index + round) % 2], posts.get(id) ?? '', index % 2 === 0);
					ended.set(id, performance.now());
				}
				await sleep(GRACE_MS + WATCH_MS);
			} finally {
				reading = false;
				await Promise.all(loops);
			}

			const after = reads.filter(({ person, begun }) => begun > (ended.get(person) ?? 0) + GRACE_MS);
			expect(after.length).toBeGreaterThan(readers.length);
			expect(after.filter(({ rows }) => rows > 0)).toEqual([]);
		}
	}, 180_000);

	async function endPost(replica: Server | undefined, assignment: string, byHand: boolean): Promise<void> {
		const client = createClient(replica ?? expect.fail('no replica'), group.token);
		const last_day = dateIn('Asia/Shanghai');
		if (byHand) await client.must('PATCH', `/items/${C.staffAssignments}/${assignment}`, { ends_on: last_day });
		else await client.must('POST', `/items/${C.staffEndings}`, { assignment, last_day });
	}
});
