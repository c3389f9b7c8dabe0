import fc from 'fast-check';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { findIssueList, whereReadable } from '../../extensions/dormitory-grid/src/database/find-issues.ts';
import { issueRows } from '../../extensions/dormitory-grid/src/database/issue-rows.ts';
import { findIssues, insertIssues } from '../../extensions/dormitory-grid/src/database/issues.ts';
import { openIssue } from '../../extensions/dormitory-grid/src/domain/issue-follow.ts';
import type { Holder } from '../../extensions/dormitory-grid/src/domain/issue-holder.ts';
import { rolesOf } from '../../extensions/dormitory-grid/src/domain/issue-step.ts';
import type { Issue } from '../../extensions/dormitory-grid/src/domain/issue.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { openDatabase, type SharedServer, sharedServer } from '../setup/test-house.ts';

/** Who may read an issue is told by the permissions, by the lists' SQL and by the rules of steps: they say the same. */

const now = new Date('2026-03-02T04:00:00Z');
const PEOPLE = 12;
/** What is drawn of an issue, as numbers into what the college has. */
const drawn = fc.record({
	unit: fc.nat(3),
	level: fc.constantFrom(null, 1 as const, 2 as const, 3 as const),
	holder: fc.constantFrom('grid', 'office', 'group'),
	office: fc.constantFrom(null, 0, 1),
	confidential: fc.boolean(),
	reached: fc.record({ unit: fc.boolean(), floor: fc.boolean(), building: fc.boolean() }),
	about: fc.option(fc.nat(PEOPLE - 1)),
	reporter: fc.option(fc.nat(PEOPLE - 1)),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

describe('who reads an issue', () => {
	let server: SharedServer;
	let db: Knex;
	let building: Building;
	const offices: number[] = [];
	const people: Person[] = [];

	beforeAll(async () => {
		server = await sharedServer();
		db = openDatabase(server.database);
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
		const { college, id, floors, units } = building;
		for (const [code, name] of [
			['HQ', '后勤处'],
			['BW', '保卫处'],
		]) {
			const row = { college, code, name, kind: 'office' };
			offices.push((await administrator(server).must<{ id: number }>('POST', `/items/${C.departments}`, row)).id);
		}
		const [ground, upper] = floors.map((floor) => floor.id) as [number, number];
		const [first, second, third] = units.map((unit) => unit.id) as [number, number, number];
		const posts = [
			[{ position: 'unit_leader', grid: first }],
			[{ position: 'unit_leader', grid: third }],
			[{ position: 'floor_head', grid: ground }],
			[{ position: 'floor_head', grid: upper }],
			[{ position: 'building_head', grid: id }],
			[{ position: 'instructor', grid: id }],
			[{ position: 'responsible_office', department: offices[0] ?? 0 }],
			[{ position: 'responsible_office', department: offices[1] ?? 0 }],
			[{ position: 'working_group', college }],
			// Two posts, of which either may be what he reads it by.
			[
				{ position: 'unit_leader', grid: second },
				{ position: 'responsible_office', department: offices[0] ?? 0 },
			],
			[
				{ position: 'working_group', college },
				{ position: 'instructor', grid: id },
			],
			[],
		] as const;
		for (const own of posts) people.push(await createPerson(server, { posts: own.map((post) => ({ ...post })) }));
	}, 120_000);

	function toIssue(one: Drawn): Issue {
		const unit = building.units[one.unit];
		const floor = building.floors[Math.floor(one.unit / 2)];
		const place = { college: building.college, building: building.id, floor: floor?.id ?? 0, unit: unit?.id ?? 0 };
		const { level } = one;
		const grids = { 1: place.building, 2: place.floor, 3: place.unit } as const;
		const office = one.office === null ? null : (offices[one.office] ?? 0);
		const holder: Holder =
			one.holder === 'grid' && level !== null
				? { kind: 'grid', level, grid: grids[level] }
				: one.holder === 'office' && office !== null
					? { kind: 'office', office }
					: { kind: 'group' };
		const personOf = (index: number | null) => (index === null ? null : (people[index]?.id ?? null));
		const report = { kind: 'issue', place, about: personOf(one.about), reporter: personOf(one.reporter) } as const;
		const clocks = { take: now, settle: now, close: now, whole: now };
		const issue = openIssue({ ...report, protectUntil: null }, holder, { now, isStaffed: () => true, clocks });
		const has = (name: 'unit' | 'floor' | 'building') => {
			const isHolder = holder.kind === 'grid' && holder.grid === place[name];
			return !one.confidential || one.reached[name] || isHolder ? place[name] : null;
		};
		return {
			...issue,
			confidential: one.confidential,
			holder,
			office,
			readers: { unit: has('unit'), floor: has('floor'), building: has('building') },
			// Closed, so that nothing happens to it by itself.
			state: 'closed',
			closedAt: now,
			toldAt: now,
			takeDueAt: null,
			settleDueAt: null,
			wholeDueAt: null,
		};
	}

	it('is told alike by permissions, lists and steps', async () => {
		expect(people).toHaveLength(PEOPLE);
		const about = { title: '水管漏水', description: null, kind: 'issue', category: 'plumbing' } as const;
		const content = { ...about, severity: 'normal', origin: 'staff', source: null, room: null } as const;
		const rows = fc.sample(drawn, { numRuns: 120, seed: 20_260_302 }).map((one) => ({
			content: { ...content, grid: building.units[one.unit]?.id ?? 0, reportedAt: now },
			issue: toIssue(one),
		}));
		const ids = await insertIssues(db, rows);
		const issues = await findIssues(db, ids);
		let read = 0;
		for (const person of people) {
			const filter = JSON.stringify({ college: { _eq: building.college } });
			const path = `/items/${C.issues}?fields=id&limit=-1&filter=${encodeURIComponent(filter)}`;
			const permitted = (await person.must<{ id: number }[]>('GET', path)).map(({ id }) => id);
			const { actor } = await findAsker(db, person.id, false);
			const query = issueRows(db).whereIn('i.id', ids);
			whereReadable(query, actor);
			const listed = (await query).map(({ id }: { id: number }) => id);
			const acted = issues.flatMap(({ id, issue }) => (rolesOf(actor, issue).size > 0 ? id : []));
			const sorted = (list: readonly number[]) => list.toSorted((a, b) => a - b);
			expect({ person: person.id, ids: sorted(permitted) }).toEqual({ person: person.id, ids: sorted(acted) });
			expect({ person: person.id, ids: sorted(listed) }).toEqual({ person: person.id, ids: sorted(acted) });
			for (const view of ['raised', 'closed'] as const) {
				const shown = (await findIssueList(db, actor, view, 500)).map(({ id }) => id).filter((id) => ids.includes(id));
				expect(acted).toEqual(expect.arrayContaining(shown));
			}
			read += acted.length;
		}
		await db(C.issues).whereIn('id', ids).delete();
		// Neither everybody nor nobody reads them.
		expect(read).toBeGreaterThan(ids.length);
		expect(read).toBeLessThan((ids.length * PEOPLE) / 2);
	}, 120_000);
});
