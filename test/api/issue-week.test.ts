import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { isPostgres } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import type { IssueRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import type { Client } from '../setup/client.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person, type Post } from '../setup/fixtures/person.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

/** A week of issues over the API, a tenth of them ignored by everybody: none lost, none without a holder, each told. */

const DAYS = 7;
const ISSUES = 2000;
const A_DAY = Math.ceil(ISSUES / DAYS);
const DAY_MS = 86_400_000;
const IGNORED = '无人理会';
/** Rows a request, as many as the shield lets through. */
const BATCH = 20;

const ISSUE_MOMENTS = [
	'reported_at',
	'held_since',
	'taken_at',
	'take_due_at',
	'settle_due_at',
	'close_due_at',
	'whole_due_at',
	'settled_at',
	'verified_at',
	'told_at',
	'closed_at',
	'next_due_at',
];
const STEP_MOMENTS = ['at', 'take_due_at', 'settle_due_at', 'close_due_at', 'whole_due_at'];

it('a week of 2,000 issues', async () => {
	const server = await newServer({ env: { RATE_LIMITER_ENABLED: 'false' } });
	const db = openDatabase(server.database);
	const building = await createBuilding(server, { floors: 2, unitsPerFloor: 4 });
	const { college } = building;
	const admin = administrator(server);
	await admin.must('PATCH', `/items/${C.colleges}/${college}`, { quiet_from: null, quiet_until: null });
	const logistics = { college, code: 'HQ', name: '后勤处', kind: 'office' };
	const office = (await admin.must<{ id: number }>('POST', `/items/${C.departments}`, logistics)).id;
	const hire = async (post: Post) => await createPerson(server, { posts: [post] });
	const leaders = await Promise.all(
		building.units.map(async ({ id }) => await hire({ position: 'unit_leader', grid: id })),
	);
	const floorHeads = await Promise.all(
		building.floors.map(async ({ id }) => await hire({ position: 'floor_head', grid: id })),
	);
	const head = await hire({ position: 'building_head', grid: building.id });
	// One alone would do close to as many steps as the hour allows.
	const clerks = await Promise.all(
		[0, 1].map(async () => await hire({ position: 'responsible_office', department: office })),
	);
	const group = await hire({ position: 'working_group', college });

	let raised = 0;
	for (let day = 0; day < DAYS + 12; day++) {
		if (day < DAYS) raised += await raiseDay(day);
		await actOn(leaders, 'reported', (issue) =>
			issue % 2 === 0
				? [{ kind: 'escalate', to_level: 1, note: '修不了' }]
				: [{ kind: 'take' }, { kind: 'settle', note: '已修好' }],
		);
		await actOn([head], 'reported', () => [{ kind: 'dispatch', to_office: office, note: '请处理' }]);
		await actOn([group], 'reported', () => [{ kind: 'dispatch', to_office: office, note: '请尽快' }], 'no_ruling');
		await actOn(clerks, 'reported', (issue) => (issue % 7 === 0 ? [{ kind: 'return', note: '不归我们' }] : SETTLED));
		await actOn([group], 'reported', () => [{ kind: 'rule', to_office: office, note: '由后勤办理' }], 'needs_ruling');
		await actOn(clerks, 'reported', () => SETTLED, 'ruled');
		// Who settled what he raised himself knows already; anybody else is told.
		await actOn(
			floorHeads,
			'settled',
			(issue) => [{ kind: 'verify' }, ...(issue % 2 === 0 ? [{ kind: 'feed_back', note: '已修好，请查看' }] : [])],
			'floor',
		);
		await pass(db, DAY_MS);
		await waitFor('what is due has moved', 60_000, async () => {
			const due = await db(C.issues)
				.where('next_due_at', '<=', new Date(Date.now() - 1000))
				.first('id');
			return due === undefined ? true : null;
		});
	}

	expect(raised).toBe(ISSUES);
	const all = await db(C.issues).select('id', 'title', 'state', 'holder_level', 'told_at', 'overdues');
	expect(all).toHaveLength(ISSUES);
	const ignored = all.filter(({ title }) => title === IGNORED);
	expect(ignored.length).toBeGreaterThan(ISSUES / 12);
	// Whatever nobody touches is before the working group in the end, and rings there.
	expect(new Set(ignored.map(({ holder_level }) => holder_level))).toEqual(new Set([0]));
	const handled = all.filter(({ title }) => title !== IGNORED);
	expect(handled.filter(({ state }) => state !== 'closed')).toEqual([]);
	expect(handled.filter(({ told_at }) => told_at === null)).toEqual([]);
	await expectInvariants(db, { logs: [server.log()] });

	async function raiseDay(day: number): Promise<number> {
		const today = Math.min(A_DAY, ISSUES - day * A_DAY);
		const counts = leaders.map((_, index) => Math.floor((today + index) / leaders.length));
		await Promise.all(
			leaders.map(async (leader, index) => {
				const rows = Array.from({ length: counts[index] ?? 0 }, (_, number) => ({
					client_key: randomUUID(),
					kind: 'report',
					title: number % 10 === 3 ? IGNORED : `第${day}天的问题`,
					category: 'plumbing',
					grid: building.units[index]?.id,
				}));
				await send(leader, rows);
			}),
		);
		return today;
	}

	/** Each person does his steps on what he holds and has not been told to ignore. */
	async function actOn(
		people: readonly Person[],
		state: IssueRow['state'],
		steps: (issue: number) => readonly object[],
		mark: 'needs_ruling' | 'no_ruling' | 'ruled' | 'floor' | null = null,
	): Promise<void> {
		await Promise.all(
			people.map(async (person, index) => {
				const mine: { id: number }[] = await db(`${C.issues} as i`)
					.where('i.state', state)
					.whereNot('i.title', IGNORED)
					.modify((query) => {
						if (mark === 'floor') void query.where('i.floor', building.floors[index]?.id);
						else if (person === head) void query.where({ holder_grid: building.id });
						else if (clerks.includes(person)) {
							void query.where({ holder_office: office }).whereRaw('(i.id / 2) % 2 = ?', [index]);
						} else if (person === group) void query.where({ holder_level: 0 });
						else void query.where({ holder_grid: building.units[index]?.id });
						if (mark === 'no_ruling') void query.where({ needs_ruling: false });
						if (mark === 'needs_ruling' || mark === 'ruled') void query.where(mark, true);
						else if (clerks.includes(person)) void query.where({ ruled: false });
					})
					.select('i.id');
				const rounds = Math.max(0, ...mine.map(({ id }) => steps(id).length));
				for (let round = 0; round < rounds; round++) {
					const rows = mine.flatMap(({ id }) => {
						const step = steps(id)[round];
						return step ? [{ client_key: randomUUID(), issue: id, ...step }] : [];
					});
					await send(person, rows);
				}
			}),
		);
	}
}, 900_000);

const SETTLED = [{ kind: 'take' }, { kind: 'settle', note: '已修好' }];

async function send(who: Client, rows: readonly object[]): Promise<void> {
	for (let from = 0; from < rows.length; from += BATCH) {
		const answer = await who.post(`/items/${C.issueSteps}`, rows.slice(from, from + BATCH));
		expect([answer.status, answer.code]).toEqual([200, null]);
	}
}

/** Time passes: every moment of every issue lies that much further back. */
async function pass(db: Knex, ms: number): Promise<void> {
	await db.transaction(async (trx) => {
		// What the server writes meanwhile lies wholly before or wholly after.
		if (isPostgres(trx))
			await trx.raw('lock table issues, issue_steps, outbox, directus_notifications in exclusive mode');
		for (const [table, columns] of [
			[C.issues, ISSUE_MOMENTS],
			[C.issueSteps, STEP_MOMENTS],
			[C.outbox, ['created_at', 'sent_at']],
			['directus_notifications', ['timestamp']],
		] as const) {
			const back = (column: string) =>
				isPostgres(db) ? `${column} - interval '${ms} milliseconds'` : `${column} - ${ms}`;
			await trx(table).update(Object.fromEntries(columns.map((column) => [column, trx.raw(back(column))])));
		}
	});
}
