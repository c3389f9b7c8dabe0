import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	APPEND_ONLY_COLLECTIONS,
	COLLECTIONS as C,
	STATE_COLLECTIONS,
} from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { POSITIONS, type Position } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import type { Rule } from '../../seed/permission-rules.ts';
import { type Action, type Holder, PERMISSIONS } from '../../seed/permissions.ts';
import { createClient } from '../setup/client.ts';
import { createActivities } from '../setup/fixtures/activities.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person, type Post } from '../setup/fixtures/person.ts';
import { createPatrol } from '../setup/fixtures/patrol-plans.ts';
import { sendPhoto } from '../setup/fixtures/photos.ts';
import { picture } from '../setup/fixtures/pictures.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** The permission table, row by row: its holder is allowed what it says, and only there; everything else is denied. */

/** Columns by which a rule keeps rows apart, and whose own value each asker has. */
const COLUMN: Partial<Record<Rule, string>> = {
	myUnit: 'unit',
	myFloor: 'floor',
	myBuilding: 'building',
	myCollege: 'college',
	myStudents: 'counsellor',
	myStudentsNights: 'counsellor',
	myStudentsSteps: 'counsellor',
	mine: 'person',
	myChecks: 'checked_by',
	postOfMyCollege: 'assignment',
	issuesOfMyUnit: 'unit',
	issuesOfMyFloor: 'floor',
	issuesOfMyBuilding: 'building',
	issuesOfMyOffice: 'office',
	issuesOfMyCollege: 'college',
	raisedByMe: 'reporter',
	takenByMe: 'by',
	stepsOfMyBuilding: 'building',
	stepsOfMyOffice: 'office',
	stepsOfMyCollege: 'college',
};
/** Whose rows whoever is complained about never reads. */
const isOfIssue = (rule: Rule) => rule.startsWith('issuesOf') || rule.startsWith('stepsOf');
const OURS = Object.values(C);
const path = (collection: string) =>
	collection.startsWith('directus_') ? `/${collection.slice(9)}` : `/items/${collection}`;
const rows = (collection: string, action: Action) =>
	PERMISSIONS.filter((row) => row.collection === collection && row.action === action);
const holds = (position: Position) => (row: { holder: Holder }) => row.holder === position || row.holder === 'member';

/** A row's key for an address; any key where there is no row. */
const keyOf = (row: Record<string, unknown> | undefined, key: string): string => {
	const value = row?.[key];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '1';
};

describe('permissions', () => {
	let server: SharedServer;
	let here: Building;
	let there: Building;
	const people = new Map<Position, Person>();
	let postsHere: Set<unknown>;
	let officeHere: number;
	/** Issues by their id: a step lies where its issue does. */
	let issues: Map<unknown, Record<string, unknown>>;

	const person = (position: Position) => people.get(position) ?? expect.fail(position);
	/** The values of a rule's column that a person sees. */
	const own = (position: Position, rule: Rule): ReadonlySet<unknown> => {
		switch (rule) {
			case 'myUnit':
			case 'issuesOfMyUnit':
				return new Set([here.units[0]?.id]);
			case 'myFloor':
			case 'issuesOfMyFloor':
				return new Set([here.floors[0]?.id]);
			case 'myBuilding':
			case 'issuesOfMyBuilding':
			case 'stepsOfMyBuilding':
				return new Set([here.id]);
			case 'myCollege':
			case 'issuesOfMyCollege':
			case 'stepsOfMyCollege':
				return new Set([here.college]);
			case 'postOfMyCollege':
				return postsHere;
			case 'issuesOfMyOffice':
			case 'stepsOfMyOffice':
				return new Set([officeHere]);
			default:
				return new Set([person(position).id]);
		}
	};

	beforeAll(async () => {
		server = await sharedServer();
		[here, there] = await Promise.all([createBuilding(server, { floors: 2 }), createBuilding(server)]);
		const grid = here.units[0]?.id ?? 0;
		const offices = new Map(
			await Promise.all(
				[here, there].map(async ({ college }) => {
					const office = { college, code: 'O', name: '后勤处', kind: 'office' };
					const { id } = await administrator(server).must<{ id: number }>('POST', `/items/${C.departments}`, office);
					return [college, id] as const;
				}),
			),
		);
		officeHere = offices.get(here.college) ?? 0;
		await createPerson(server, {
			posts: [{ position: 'responsible_office', department: offices.get(there.college) ?? 0 }],
		});
		const posts: Record<Position, Post> = {
			working_group: { position: 'working_group', college: here.college },
			instructor: { position: 'instructor', grid: here.id },
			building_head: { position: 'building_head', grid: here.id },
			assistant_building_head: { position: 'assistant_building_head', grid: here.id },
			floor_head: { position: 'floor_head', grid: here.floors[0]?.id ?? 0 },
			unit_leader: { position: 'unit_leader', grid },
			room_head: { position: 'room_head', room: here.units[0]?.rooms[0]?.id ?? 0 },
			counsellor: { position: 'counsellor', department: here.departments[0] ?? 0 },
			responsible_office: { position: 'responsible_office', department: officeHere },
		};
		for (const position of POSITIONS) people.set(position, await createPerson(server, { posts: [posts[position]] }));
		// Rows of every kind on both sides of every fence.
		const admin = administrator(server);
		const former = await createPerson(server, { posts: [{ position: 'instructor', grid: here.id }] });
		await admin.must('POST', `/items/${C.staffEndings}`, { assignment: former.assignments[0], last_day: '2020-01-02' });
		const elsewhere = await createPerson(server, { posts: [{ position: 'building_head', grid: there.id }] });
		for (const building of [here, there]) {
			const group =
				building === here
					? person('working_group')
					: await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
			const student = building.units[0]?.rooms[0]?.residents[0]?.id ?? 0;
			if (building === here)
				await admin.patch(`/items/${C.students}/${student}`, { counsellor: person('counsellor').id });
			const ladder = [{ after: 0, positions: ['counsellor'] }];
			await admin.must('PATCH', `/items/${C.colleges}/${building.college}`, { ladder });
			const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 12 });
			const night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
			for (const unit of building.units) {
				const absent = unit.rooms[0]?.residents[0]?.id ?? 0;
				await group.must(
					'POST',
					`/items/${C.nightSubmissions}`,
					unitReport(night.id, unit, { [absent]: 'not_returned' }),
				);
			}
			await group.must('POST', `/items/${C.nightFollowups}`, { night: night.id, student, kind: 'contacted' });
			const unit = building.units[0]?.id ?? 0;
			const key = { client_key: randomUUID() };
			await group.must('POST', `/items/${C.nightHandbacks}`, { ...key, night: night.id, grid: unit, reason: '请核对' });
			await group.must('POST', `/items/${C.emergencies}`, { ...key, grid: unit, kind: 'injury', students: [student] });
			const [alarm] = await group.must<{ id: string }[]>('GET', `/items/${C.emergencies}?sort=-reported_at&limit=1`);
			await group.must('POST', `/items/${C.emergencyAcks}`, { ...key, emergency: alarm?.id });
			const step = async (input: object) =>
				await group.must<{ issue: number }>('POST', `/items/${C.issueSteps}`, { client_key: randomUUID(), ...input });
			const leak = { kind: 'report', title: '水管漏水', category: 'plumbing', grid: unit };
			const { issue } = await step(leak);
			await step({ kind: 'dispatch', issue, to_office: offices.get(building.college) });
			await step({ kind: 'follow', issue });
			const about = building === here ? person('working_group').id : elsewhere.id;
			const complaint = {
				kind: 'report',
				issue_kind: 'complaint',
				title: '投诉',
				category: 'staff',
				grid: unit,
				about,
			};
			await administrator(server).must('POST', `/items/${C.issueSteps}`, { client_key: randomUUID(), ...complaint });
			const { college } = building;
			const limits = { take_minutes: 10, settle_minutes: 100, close_minutes: 100 };
			await group.must('POST', `/items/${C.escalationRules}`, { college, category: 'fire', ...limits });
			await group.must('POST', `/items/${C.answerTemplates}`, {
				college,
				kind: 'feed_back',
				title: '已修',
				text: '已修好',
			});
			const day = 86_400_000;
			await group.must('POST', `/items/${C.leaves}`, {
				student,
				starts_at: new Date(Date.now() + day).toISOString(),
				ends_at: new Date(Date.now() + 2 * day).toISOString(),
			});
			await group.must('POST', `/items/${C.nightExports}`, {});
			await sendPhoto(group, await picture('jpeg'));
			await createPatrol(group, building);
			await createActivities(group, building);
			const holiday = { college: building.college, kind: 'stay_over', starts_on: '2090-10-01', ends_on: '2090-10-07' };
			const period = await group.must<{ id: number }>('POST', `/items/${C.nightCalendar}`, {
				name: '国庆',
				...holiday,
			});
			await group.must('POST', `/items/${C.holidayStays}`, { period: period.id, student });
			// The second look: whoever it was drawn for says what he saw.
			const draw = `/items/${C.nightChecks}?filter[night][_eq]=${night.id}`;
			const drawn = await group.must<{ id: number; assigned_to: string | null }[]>('GET', draw);
			for (const { id, assigned_to } of drawn) {
				const checker = [...people.values(), elsewhere].find((each) => each.id === assigned_to);
				const seen = { client_key: randomUUID(), night_check: id, absent: [] };
				await checker?.must('POST', `/items/${C.nightCheckResults}`, seen);
			}
			await waitForNight(server, { id: night.id }, 'closed');
			await waitFor('a step of the ladder', 60_000, async () => {
				const taken = `/items/${C.nightLadderSteps}?filter[night][_eq]=${night.id}`;
				return (await admin.must<unknown[]>('GET', taken)).length > 0 ? true : null;
			});
			const counsellor = building === here ? person('counsellor') : (building.counsellors[0] ?? expect.fail('nobody'));
			const [edition] = await counsellor.must<{ id: number }[]>('GET', `/items/${C.nightEditions}?limit=1`);
			await counsellor.must('POST', `/items/${C.editionOpenings}`, { edition: edition?.id });
		}
		const farAway = await createPerson(server, { posts: [{ position: 'instructor', grid: there.id }] });
		await admin.must('POST', `/items/${C.staffEndings}`, {
			assignment: farAway.assignments[0],
			last_day: '2020-01-02',
		});
		const ofHere = await admin.must<{ id: string }[]>(
			'GET',
			`/items/${C.staffAssignments}?limit=-1&fields=id&filter[college][_eq]=${here.college}`,
		);
		postsHere = new Set(ofHere.map((post) => post.id));
		const all = await admin.must<Record<string, unknown>[]>('GET', `/items/${C.issues}?limit=-1`);
		issues = new Map(all.map((issue) => [issue['id'], issue]));
	});

	describe.each(POSITIONS)('%s', (position) => {
		it.each(OURS)('reads of %s exactly what the table says', async (collection) => {
			const allowed = rows(collection, 'read').filter(holds(position));
			const answer = await person(position).get<Record<string, unknown>[]>(`${path(collection)}?limit=-1`);
			if (allowed.length === 0) {
				expect(answer.status).toBe(403);
				return;
			}
			expect(answer.status).toBe(200);
			if (allowed.some((row) => row.rule === 'everything')) {
				const all = await administrator(server).get<unknown[]>(`${path(collection)}?limit=-1`);
				expect(answer.data).toHaveLength(all.data.length);
				return;
			}
			const visible = (row: Record<string, unknown>) =>
				allowed.some(({ rule }) => {
					const place = rule.startsWith('stepsOf') ? (issues.get(row['issue']) ?? {}) : row;
					if (isOfIssue(rule) && place['about'] === person(position).id) return false;
					return own(position, rule).has(place[COLUMN[rule] ?? '']);
				});
			expect(answer.data.every(visible)).toBe(true);
			const all = await administrator(server).must<Record<string, unknown>[]>('GET', `${path(collection)}?limit=-1`);
			expect(answer.data).toHaveLength(all.filter(visible).length);
			// And there was something on the other side of the fence.
			expect(all.filter((row) => !visible(row)).length).toBeGreaterThan(0);
		});

		it.each(OURS)('sees the same of %s by GraphQL', async (collection) => {
			const allowed = rows(collection, 'read').filter(holds(position));
			const key = collection === C.installation ? 'key' : 'id';
			const answer = await person(position).graphql<Record<string, unknown[]>>(
				`{ ${collection}(limit: -1) { ${key} } }`,
			);
			if (allowed.length === 0) {
				expect(answer.errors.length).toBeGreaterThan(0);
				return;
			}
			const rest = await person(position).must<unknown[]>('GET', `${path(collection)}?limit=-1&fields=${key}`);
			expect(answer.data[collection]).toHaveLength(rest.length);
		});

		it.each(OURS.filter((collection) => !rows(collection, 'create').some(holds(position))))(
			'creates nothing in %s',
			async (collection) => {
				const answer = await person(position).post(path(collection), {});
				expect([403, 400]).toContain(answer.status);
			},
		);

		it.each(OURS.filter((collection) => !rows(collection, 'update').some(holds(position))))(
			'changes nothing in %s',
			async (collection) => {
				const key = collection === C.installation ? 'key' : 'id';
				const [row] = await administrator(server).must<Record<string, unknown>[]>('GET', `${path(collection)}?limit=1`);
				const answer = await person(position).patch(`${path(collection)}/${keyOf(row, key)}`, { note: 'x' });
				expect(answer.status).toBe(403);
			},
		);

		it.each(OURS.filter((collection) => !rows(collection, 'delete').some(holds(position))))(
			'deletes nothing from %s',
			async (collection) => {
				const key = collection === C.installation ? 'key' : 'id';
				const [row] = await administrator(server).must<Record<string, unknown>[]>('GET', `${path(collection)}?limit=1`);
				expect((await person(position).delete(`${path(collection)}/${keyOf(row, key)}`)).status).toBe(403);
			},
		);

		it('reads nobody else’s account and no telephone of a student', async () => {
			const { data } = await person(position).get<{ id: string }[]>('/users?limit=-1&fields=id');
			if (position === 'working_group') expect(data.length).toBeGreaterThan(1);
			else expect(data.map((user) => user.id)).toEqual([person(position).id]);
			const phones = await person(position).get(`/items/${C.students}?fields=phone`);
			expect(phones.status).toBe(403);
		});

		it('changes his own language, and nothing of his standing', async () => {
			expect((await person(position).patch('/users/me', { language: 'en-US' })).status).toBe(200);
			expect((await person(position).patch('/users/me', { role: null })).status).toBe(403);
		});
	});

	it('a stranger reads and creates nothing', async () => {
		const stranger = createClient(server, null);
		for (const collection of OURS) {
			expect((await stranger.get(path(collection))).status).toBe(403);
			expect((await stranger.post(path(collection), {})).status).toBe(403);
		}
	});

	it.each([...STATE_COLLECTIONS, ...APPEND_ONLY_COLLECTIONS])(
		'not even an administrator changes or deletes in %s',
		async (collection) => {
			const admin = administrator(server);
			const key = collection === C.installation ? 'key' : 'id';
			const [row] = await admin.must<Record<string, unknown>[]>('GET', `/items/${collection}?limit=1`);
			const id = keyOf(row, key);
			const code = STATE_COLLECTIONS.includes(collection) ? 'GRID_STATE_ONLY' : 'GRID_APPEND_ONLY';
			expect((await admin.patch(`/items/${collection}/${id}`, { note: 'x' })).code).toBe(code);
			expect((await admin.delete(`/items/${collection}/${id}`)).code).toBe(code);
		},
	);
});
