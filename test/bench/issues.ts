import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { POLICY_IDS } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { openIssue } from '../../extensions/dormitory-grid/src/services/issues/open-issue.ts';
import { showIssues } from '../../extensions/dormitory-grid/src/services/issues/show-issues.ts';
import { sweepIssues } from '../../extensions/dormitory-grid/src/services/issues/sweep-issues.ts';
import { ADMIN } from '../setup/server-env.ts';
import { request } from './http.ts';
import { makePlainCollection, openTo } from './plain.ts';
import { interleave, median, type Result, throughput, timed, ratioOf } from './measure.ts';

const CONNECTIONS = 16;
const MANY = 100_000;
const DUE = 1000;
const DAY_MS = 86_400_000;

/** The columns of a step, as plain fields: a row of the same size, with none of our rules. */
const ROW = [
	'issue:integer',
	'number:integer',
	'client_key:string',
	'kind:string',
	'seen:integer',
	'note:text',
	'until:timestamp',
	'to_level:integer',
	'to_grid:integer',
	'to_office:integer',
	'into:integer',
	'photos:json',
	'rating:integer',
	'solved:boolean',
	'title:string',
	'issue_kind:string',
	'category:string',
	'severity:string',
	'grid:integer',
	'room:integer',
	'about:uuid',
	'by:uuid',
	'by_as:string',
	'at:timestamp',
	'state:string',
	'take_due_at:timestamp',
	'settle_due_at:timestamp',
	'close_due_at:timestamp',
	'whole_due_at:timestamp',
	'college:integer',
];

/**
 * A unit leader takes an issue, and whoever raised it is told, against a plain Directus create of the same row, in a collection
 * as the console makes it: Directus logs its rows (activity, revision), where a step is its own log.
 */
export async function benchIssueStep(base: string, db: Knex): Promise<Result> {
	await db('directus_users')
		.where('email', 'like', '%@college.example')
		.whereNull('token')
		.update({ token: db.raw("'token-' || email") });
	await makePlainCollection(base, 'bench_steps', ROW);
	await openTo(base, 'bench_steps', POLICY_IDS.member);
	const units: { id: number; code: string }[] = await db('grids as g')
		.join('colleges as c', 'c.id', 'g.college')
		.where({ 'g.level': 3, 'c.code': 'main' })
		.orderBy('g.id')
		.select('g.id', 'g.code');
	const tokens = units.map(({ code }) => `token-unit.${code}@college.example`);
	const samples = await interleave(
		async () => {
			const issues = await raiseOnEach(db, units);
			return await throughput(units.length, CONNECTIONS, async (index) => {
				const body = { client_key: randomUUID(), issue: issues[index], kind: 'take' };
				await request(base, 'POST', '/items/issue_steps?fields=id,at', tokens[index] ?? '', body);
			});
		},
		async () =>
			await throughput(units.length, CONNECTIONS, async (index) => {
				const now = new Date().toISOString();
				const row = { client_key: randomUUID(), issue: index, number: 2, kind: 'take', at: now, state: 'in_hand' };
				const by = { by: randomUUID(), by_as: 'unit_leader', college: 1 };
				await request(base, 'POST', '/items/bench_steps?fields=id,at', tokens[index] ?? '', { ...row, ...by });
			}),
	);
	const ratio = ratioOf(samples);
	return { name: 'issue-step', ...samples, ratio, unit: 'req/s', bar: { at: 'least', value: 0.8 } };
}

/** An issue at each unit, raised by its floor head. */
async function raiseOnEach(db: Knex, units: readonly { id: number }[]): Promise<number[]> {
	const now = new Date();
	const admin = await db('directus_users').where({ email: ADMIN.email }).first('id');
	const { actor } = await findAsker(db, admin.id, true);
	return await db.transaction(async (trx) => {
		// The server writes, too: on SQLite who writes first waits, who has read before is refused.
		await trx(C.colleges).where({ code: 'nobody' }).update({ name: '' });
		const ids: number[] = [];
		for (const { id: grid } of units) ids.push(await openIssue(trx, actor, leakAt(grid), now, { tell: false }));
		return ids;
	});
}

const leakAt = (grid: number) => ({
	title: '水管漏水',
	description: '卫生间水管漏水，地面积水',
	kind: 'issue' as const,
	category: 'plumbing' as const,
	severity: 'normal' as const,
	origin: 'staff' as const,
	source: null,
	grid,
	room: null,
	photos: [],
});

/** The sweep and a building's desk among 100,000 open issues of the demo college. */
export async function benchManyIssues(db: Knex): Promise<Result[]> {
	const now = new Date();
	await fill(db, now);
	const dueAt = new Date(now.getTime() - 60_000);
	const ids: { id: number }[] = await db(C.issues).orderBy('id').limit(DUE).select('id');
	const list = ids.map(({ id }) => id);
	const makeDue = async () => {
		const quiet = { overdues: 0, state: 'reported', next_due_at: dueAt, take_due_at: dueAt };
		for (let from = 0; from < list.length; from += 500)
			await db(C.issues)
				.whereIn('id', list.slice(from, from + 500))
				.update(quiet);
	};
	let failure: unknown = null;
	const samples = await interleave(
		async () => {
			await makeDue();
			return await timed(async () => {
				const moved = await sweepIssues(db, now, async (work, otherwise) => {
					try {
						return await work();
					} catch (error) {
						failure = error;
						return otherwise;
					}
				});
				if (failure !== null) throw failure;
				if (moved !== DUE) throw new Error(`the sweep moved ${moved}`);
			});
		},
		async () => {
			await makeDue();
			return await timed(async () => await moveBarely(db, now));
		},
	);
	const sweep: Result = {
		name: 'issue-sweep-1000-of-100000',
		...samples,
		ratio: ratioOf(samples),
		unit: 'ms',
		bar: { at: 'most', value: 2 },
	};
	return [sweep, await benchDesk(db, now)];
}

/** What the sweep comes to in plain statements: found by the index, each moved and its step written. */
async function moveBarely(db: Knex, now: Date): Promise<void> {
	await db.transaction(async (trx) => {
		const due: { id: number; steps: number }[] = await trx(C.issues)
			.where('next_due_at', '<=', now)
			.orderBy('next_due_at')
			.limit(DUE)
			.select('id', 'steps');
		const later = new Date(now.getTime() + DAY_MS);
		const moment = { take_due_at: later, settle_due_at: later };
		for (const { id, steps } of due) {
			await trx(C.issues)
				.where({ id })
				.update({ holder_level: 2, held_since: now, overdues: 1, steps: steps + 1, next_due_at: later, ...moment });
			await trx(C.issueSteps).insert({
				id: randomUUID(),
				issue: id,
				number: steps + 1,
				kind: 'overdue',
				to_level: 2,
				at: now,
				state: 'reported',
				...moment,
			});
		}
	});
}

async function benchDesk(db: Knex, now: Date): Promise<Result> {
	const head = await db(`${C.staffAssignments} as a`)
		.join(`${C.colleges} as c`, 'c.id', 'a.college')
		.where({ 'a.position': 'building_head', 'c.code': 'main' })
		.first('a.person');
	const { actor } = await findAsker(db, head.person, false);
	const look = async () =>
		await timed(
			async () => await showIssues(db, { ...actor, user: head.person }, { view: 'watch', limit: undefined }, now),
		);
	const samples = await interleave(look, async () => 1);
	return {
		name: 'issue-desk-among-100000',
		...samples,
		ratio: median(samples.ours),
		unit: 'ms',
		bar: { at: 'most', value: 50 },
	};
}

/** 100,000 open issues over the demo college's units, due in the next weeks. */
async function fill(db: Knex, now: Date): Promise<void> {
	const units: { id: number }[] = await db('grids as g')
		.join('colleges as c', 'c.id', 'g.college')
		.where({ 'g.level': 3, 'c.code': 'main' })
		.select('g.id');
	const templates = await raiseOnEach(db, units);
	await db(C.issues)
		.whereIn('id', templates)
		.update({ next_due_at: new Date(now.getTime() + 10 * DAY_MS), take_due_at: new Date(now.getTime() + 10 * DAY_MS) });
	// Raised by many, as it is: what one person has raised is found by its index.
	const people: { id: string }[] = await db('directus_users').orderBy('id').limit(templates.length).select('id');
	for (const [index, { id: reporter }] of people.entries())
		await db(C.issues).where({ id: templates[index] }).update({ reporter });
	const columns = Object.keys(await db(C.issues).columnInfo()).filter((column) => column !== 'id');
	const names = columns.map((column) => `"${column}"`).join(', ');
	for (let total = templates.length; total < MANY;) {
		const wanted = Math.min(total, MANY - total);
		await db.raw(`insert into issues (${names}) select ${names} from issues order by id limit ${wanted}`);
		total += wanted;
	}
	await db.raw(db.client.config.client === 'pg' ? 'analyze' : 'analyze issues');
}
