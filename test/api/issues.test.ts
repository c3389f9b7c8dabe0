import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { findSteps } from '../../extensions/dormitory-grid/src/database/issue-steps.ts';
import { findIssues } from '../../extensions/dormitory-grid/src/database/issues.ts';
import { applyStep, openIssue } from '../../extensions/dormitory-grid/src/domain/issue-follow.ts';
import { lowestHolder } from '../../extensions/dormitory-grid/src/domain/issue-holder.ts';
import type { IssueDetail, IssuesAnswer } from '../../extensions/dormitory-grid/src/types/api-issues.ts';
import type { IssueRow, IssueStepRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Client } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { openDatabase, type SharedServer, sharedServer } from '../setup/test-house.ts';

/** The issue chain as its people act on it (DESIGN.md 6, DOMAIN.md 5). */

describe('issues', () => {
	let server: SharedServer;
	let building: Building;
	let office: number;
	let leader: Person;
	let floorHead: Person;
	let head: Person;
	let clerk: Person;
	let group: Person;

	const step = async (who: Client, input: object) =>
		await who.post<IssueStepRow>(`/items/${C.issueSteps}`, { client_key: randomUUID(), ...input });
	const must = async (who: Client, input: object) => {
		const answer = await step(who, input);
		expect([answer.status, answer.code, answer.text]).toMatchObject([200, null, expect.anything()]);
		return answer.data;
	};
	const issueOf = async (id: number) => await administrator(server).must<IssueRow>('GET', `/items/${C.issues}/${id}`);
	const inbox = async (who: Person) =>
		await administrator(server).must<{ subject: string; message: string }[]>(
			'GET',
			`/notifications?filter[recipient][_eq]=${who.id}&sort=-id&limit=-1`,
		);
	const report = async (who: Client, more: object = {}) => {
		const unit = building.units[0];
		const leak = { kind: 'report', title: '水管漏水', note: '卫生间', category: 'plumbing', grid: unit?.id };
		return (await must(who, { ...leak, room: unit?.rooms[0]?.id, ...more })).issue ?? 0;
	};

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
		const { college } = building;
		const logistics = { college, code: 'HQ', name: '后勤处', kind: 'office' };
		office = (await administrator(server).must<{ id: number }>('POST', `/items/${C.departments}`, logistics)).id;
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }] });
		floorHead = await createPerson(server, { posts: [{ position: 'floor_head', grid: building.floors[0]?.id ?? 0 }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		clerk = await createPerson(server, { posts: [{ position: 'responsible_office', department: office }] });
		group = await createPerson(server, { posts: [{ position: 'working_group', college }] });
	});

	it('goes from the unit to logistics and back to whoever raised it, each told in turn, and the rows give the state again', async () => {
		const issue = await report(leader);
		expect(await issueOf(issue)).toMatchObject({
			state: 'reported',
			holder_level: 3,
			steps: 1,
			unit: building.units[0]?.id,
		});
		await must(leader, { kind: 'escalate', issue, note: '修不了' });
		expect((await inbox(floorHead))[0]?.subject).toContain('已上报上一级');
		await must(floorHead, { kind: 'escalate', issue, note: '请后勤' });
		await must(head, { kind: 'dispatch', issue, to_office: office, note: '请尽快' });
		expect((await inbox(clerk))[0]).toMatchObject({ subject: expect.stringContaining('水管漏水') });
		await must(clerk, { kind: 'take', issue });
		expect((await inbox(leader))[0]?.subject).toContain('已接手');
		await must(clerk, { kind: 'settle', issue, note: '换了阀门' });
		const own = await step(clerk, { kind: 'verify', issue });
		expect([own.code, own.status]).toEqual(['GRID_ISSUE_STEP', 409]);
		await must(floorHead, { kind: 'verify', issue });
		expect((await issueOf(issue)).state).toBe('settled');
		await must(floorHead, { kind: 'feed_back', issue, note: '已换阀门，请试用' });
		expect(await issueOf(issue)).toMatchObject({ state: 'closed', next_due_at: null });
		expect((await inbox(leader))[0]?.message).toContain('已换阀门');

		const db = openDatabase(server.database);
		const [known] = await findIssues(db, [issue]);
		const [first, ...rest] = await findSteps(db, issue);
		if (!known || !first?.takeDueAt || !first.settleDueAt || !first.wholeDueAt)
			throw new Error('the issue has no first step');
		const { kind, place, about, reporter } = known.issue;
		const start = openIssue({ kind, place, about, reporter, protectUntil: null }, first.to ?? lowestHolder(place), {
			now: first.at,
			isStaffed: () => true,
			clocks: { take: first.takeDueAt, settle: first.settleDueAt, close: first.at, whole: first.wholeDueAt },
		});
		expect(rest.reduce(applyStep, start)).toEqual(known.issue);
	});

	it('moves up when its whole life is over, explained and told as it is, and a second explanation is ruled on', async () => {
		const issue = await report(leader);
		const until = new Date(Date.now() + 100 * 86_400_000).toISOString();
		await must(leader, { kind: 'explain', issue, note: '等配件', until });
		await must(leader, { kind: 'feed_back', issue, note: '配件到了就修' });
		const db = openDatabase(server.database);
		const past = new Date(Date.now() - 1000);
		await db(C.issues).where({ id: issue }).update({ whole_due_at: past, next_due_at: past });
		await waitFor('its whole life is over', 60_000, async () =>
			(await issueOf(issue)).holder_level === 2 ? true : null,
		);
		expect(await issueOf(issue)).toMatchObject({ state: 'explained', overdues: 1, holder_level: 2 });
		expect((await inbox(floorHead))[0]?.subject).toContain('超过时限');
		await must(floorHead, { kind: 'reopen', issue, note: '配件其实有' });
		await must(floorHead, { kind: 'explain', issue, note: '还要再等', until });
		expect(await issueOf(issue)).toMatchObject({ state: 'reported', holder_level: 0, needs_ruling: true });
		expect((await inbox(group))[0]?.subject).toContain('请裁定');
		await must(group, { kind: 'rule', issue, to_level: 3, note: '先用备件' });
		const ruled = await issueOf(issue);
		expect(ruled).toMatchObject({ holder_level: 3, needs_ruling: false });
		expect(Date.parse(ruled.whole_due_at ?? '')).toBeGreaterThan(Date.now());
		const [known] = await findIssues(db, [issue]);
		expect((await findSteps(db, issue)).at(-1)?.wholeDueAt).toEqual(known?.issue.wholeDueAt);
	});

	it('is offered to be reopened while its college lets it, to staff and to whoever raised it, and not a day longer', async () => {
		const issue = await report(leader);
		await must(leader, { kind: 'settle', issue, note: '换了阀门' });
		await must(floorHead, { kind: 'verify', issue });
		expect((await issueOf(issue)).state).toBe('closed');
		const open = async (who: Client) => (await who.must<IssueDetail>('GET', `${ROUTES.issues}/${issue}`)).open;
		const db = openDatabase(server.database);
		const days = (await db(C.colleges).where({ id: building.college }).first('reopen_days'))?.reopen_days ?? 0;
		const closedBefore = async (hours: number) =>
			await db(C.issues)
				.where({ id: issue })
				.update({ closed_at: new Date(Date.now() - hours * 3_600_000) });
		await closedBefore(days * 24 + 1);
		expect([await open(leader), await open(floorHead)]).toEqual([[], []]);
		const tried = await step(leader, { kind: 'answer', issue, solved: false });
		expect(tried.errors[0]?.extensions).toMatchObject({ why: 'over', days });
		expect([tried.code, (await step(floorHead, { kind: 'reopen', issue, note: '又漏了' })).code]).toEqual([
			'GRID_ISSUE_STEP',
			'GRID_ISSUE_STEP',
		]);
		await closedBefore(days * 24 - 1);
		expect([await open(leader), await open(floorHead)]).toEqual([['answer', 'reopen'], ['reopen']]);
		await must(floorHead, { kind: 'reopen', issue, note: '又漏了' });
		expect((await issueOf(issue)).state).toBe('reported');
	});

	it('is one person’s of two who act at the same moment; the other is told what has become of it', async () => {
		const issue = await report(leader);
		const { steps } = await issueOf(issue);
		const answers = await Promise.all([
			step(leader, { kind: 'escalate', issue, note: '上报', seen: steps }),
			step(leader, { kind: 'settle', issue, note: '修好了', seen: steps }),
		]);
		expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
		const lost = answers.find(({ status }) => status === 409);
		expect(lost?.code).toBe('GRID_ISSUE_CHANGED');
		expect(lost?.errors[0]?.message).toMatch(/#\d+/);
		expect((await issueOf(issue)).steps).toBe(2);
	});

	it('takes the same step once, however often it is sent', async () => {
		const issue = await report(leader);
		const input = { client_key: randomUUID(), kind: 'note', issue, note: '看过' };
		const answers = await Promise.all(Array.from({ length: 5 }, async () => await step(leader, input)));
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([null, 'GRID_ALREADY_RECEIVED']));
	});

	it('says what is missing, and writes nothing', async () => {
		const issue = await report(leader);
		const before = await issueOf(issue);
		for (const [input, code] of [
			[{ kind: 'settle', issue }, 'GRID_INVALID_INPUT'],
			[{ kind: 'explain', issue, note: '没有零件' }, 'GRID_INVALID_INPUT'],
			[{ kind: 'explain', issue, note: '没有零件', until: '2020-01-01T00:00:00Z' }, 'GRID_INVALID_INPUT'],
			[{ kind: 'return', issue, note: '不归我管' }, 'GRID_ISSUE_STEP'],
			[{ kind: 'dispatch', issue, to_office: 999_999 }, 'GRID_FORBIDDEN'],
			[{ kind: 'rule', issue, to_office: office, note: '裁定' }, 'GRID_FORBIDDEN'],
			[{ kind: 'merge', issue, into: issue }, 'GRID_INVALID_INPUT'],
			[{ kind: 'report', title: '', category: 'plumbing', grid: building.id }, 'GRID_INVALID_INPUT'],
			[{ kind: 'report', title: '漏水', category: 'weather', grid: building.id }, 'GRID_INVALID_INPUT'],
			[{ kind: 'report', title: '漏水', category: 'plumbing', grid: 999_999 }, 'GRID_INVALID_INPUT'],
			[{ kind: 'overdue', issue }, 'GRID_INVALID_INPUT'],
		] as const) {
			const answer = await step(leader, input);
			expect([input.kind, answer.code]).toEqual([
				input.kind,
				code === 'GRID_FORBIDDEN' && input.kind === 'dispatch' ? 'GRID_INVALID_INPUT' : code,
			]);
		}
		expect(await issueOf(issue)).toEqual(before);
	});

	it('is nobody’s business outside its chain', async () => {
		const far = await createBuilding(server);
		const issue = await report(leader, { issue_kind: 'dispute', category: 'relations' });
		const strangers = [
			await createPerson(server, { posts: [{ position: 'building_head', grid: far.id }] }),
			await createPerson(server, { posts: [{ position: 'working_group', college: far.college }] }),
			await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[1]?.id ?? 0 }] }),
			// A dispute is read by whom it has reached: neither the floor nor the building yet.
			floorHead,
			head,
			clerk,
		];
		for (const stranger of strangers) {
			expect((await stranger.get(`/items/${C.issues}/${issue}`)).status).toBe(403);
			expect((await step(stranger, { kind: 'note', issue, note: '?' })).code).toBe('GRID_FORBIDDEN');
		}
		await must(leader, { kind: 'escalate', issue, note: '调解不了' });
		expect((await floorHead.get(`/items/${C.issues}/${issue}`)).status).toBe(200);
		expect((await head.get(`/items/${C.issues}/${issue}`)).status).toBe(403);
		expect((await group.get(`/items/${C.issues}/${issue}`)).status).toBe(200);
	});

	it('goes round the chain of whoever is complained about', async () => {
		const written = async () =>
			await administrator(server).must<unknown[]>(
				'GET',
				`/items/${C.outbox}?filter[recipient][_eq]=${floorHead.id}&fields=id&limit=-1`,
			);
		const before = await written();
		const about = floorHead.id.toUpperCase();
		const issue = await report(leader, { issue_kind: 'complaint', category: 'staff', about });
		expect(await written()).toEqual(before);
		expect(await issueOf(issue)).toMatchObject({
			about: floorHead.id,
			holder_level: 0,
			unit: null,
			floor: null,
			building: null,
		});
		for (const who of [floorHead, head]) expect((await who.get(`/items/${C.issues}/${issue}`)).status).toBe(403);
		expect((await leader.get(`/items/${C.issues}/${issue}`)).status).toBe(200);
		const back = await step(group, { kind: 'dispatch', issue, to_level: 2 });
		expect([back.code, back.errors[0]?.message]).toEqual(['GRID_ISSUE_STEP', expect.stringContaining('被投诉人')]);
		await must(group, { kind: 'dispatch', issue, to_level: 1, note: '请核实' });
		expect((await head.get(`/items/${C.issues}/${issue}`)).status).toBe(200);
		expect((await floorHead.get(`/items/${C.issues}/${issue}`)).status).toBe(403);
	});

	it('finds its next holder in the transaction that ends a post', async () => {
		const unit = building.units[2];
		const last = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit?.id ?? 0 }] });
		const issue = await report(last, { grid: unit?.id, room: unit?.rooms[0]?.id });
		await must(last, { kind: 'take', issue });
		await administrator(server).must('POST', `/items/${C.staffEndings}`, {
			assignment: last.assignments[0],
			last_day: '2020-01-02',
		});
		// Nobody is in office on its floor either: straight to the building.
		expect(await issueOf(issue)).toMatchObject({ holder_grid: building.id, state: 'reported', taken_by: null });
		expect((await inbox(head))[0]?.subject).toContain('无人在岗');
	});

	it('merges a duplicate, whose reporter then hears what the other hears', async () => {
		const main = await report(floorHead);
		const twin = await report(leader);
		await must(leader, { kind: 'merge', issue: twin, into: main, note: '同一处' });
		expect(await issueOf(twin)).toMatchObject({ state: 'closed', merged_into: main });
		expect((await issueOf(main)).followers).toBe(1);
		await must(floorHead, { kind: 'settle', issue: main, note: '修好了' });
		await must(floorHead, { kind: 'feed_back', issue: main, note: '已修好，请查看' });
		expect((await inbox(leader))[0]?.message).toContain('已修好，请查看');
	});

	it('what is settled stays among what is owed until it is verified and told, and waits for the word of whoever raised it', async () => {
		const issue = await report(leader);
		const shown = async (who: Client, view: string) =>
			await who.must<IssuesAnswer>('GET', `/grid/api/issues?view=${view}&limit=200`);
		const isOwed = async () => (await shown(floorHead, 'debts')).issues.some(({ id }) => id === issue);
		const answers = async () => (await shown(leader, 'mine')).counts.answers;
		const before = await answers();
		expect(await isOwed()).toBe(false);
		await must(leader, { kind: 'escalate', issue, note: '单元修不了' });
		await must(floorHead, { kind: 'settle', issue, note: '换了接头' });
		expect([await isOwed(), await answers()]).toEqual([true, before]);
		await must(floorHead, { kind: 'feed_back', issue, note: '已修好' });
		expect([await isOwed(), await answers()]).toEqual([true, before + 1]);
		await must(head, { kind: 'verify', issue });
		expect(await isOwed()).toBe(false);
		// Verified and told it is closed; and nobody is asked about his own work.
		const own = await report(leader);
		await must(leader, { kind: 'settle', issue: own, note: '自己修好了' });
		expect(await answers()).toBe(before);
	});

	it('shows each his own list, one line an issue, and what he may do', async () => {
		const issue = await report(leader, { title: '插座冒烟', category: 'electricity', severity: 'urgent' });
		const list = async (who: Client, view: string) =>
			(await who.must<IssuesAnswer>('GET', `/grid/api/issues?view=${view}&limit=200`)).issues.find(
				({ id }) => id === issue,
			);
		expect(await list(leader, 'mine')).toMatchObject({ next: 'take', holder: { level: 3 }, place: expect.any(String) });
		expect(await list(floorHead, 'mine')).toBeUndefined();
		expect(await list(floorHead, 'watch')).toBeDefined();
		expect(await list(clerk, 'watch')).toBeUndefined();
		const detail = async (who: Client) => await who.get<IssueDetail>(`/grid/api/issues/${issue}`);
		expect((await detail(leader)).data.open).toContain('settle');
		const seenAbove = (await detail(head)).data;
		expect(seenAbove.open).toEqual(expect.arrayContaining(['dispatch', 'note']));
		expect(seenAbove.open).not.toContain('settle');
		expect(seenAbove.offices.map(({ id }) => id)).toContain(office);
		expect(seenAbove.holders).toMatchObject([{ position: 'unit_leader' }]);
		expect((await detail(clerk)).code).toBe('GRID_FORBIDDEN');
		expect((await leader.get('/grid/api/issues?view=everything')).code).toBe('GRID_INVALID_INPUT');
		const answer = await leader.must<IssuesAnswer>('GET', '/grid/api/issues');
		expect(answer.places[0]?.rooms.length).toBeGreaterThan(0);
	});

	it('asks each level of an emergency to say that it knows, rings and climbs until it does, and follows it to its end', async () => {
		const grid = building.units[0]?.id;
		const admin = administrator(server);
		await admin.must('PATCH', `/items/${C.colleges}/${building.college}`, { emergency_minutes: 1 });
		const { id, issue } = await leader.must<{ id: string; issue: number }>('POST', `/items/${C.emergencies}`, {
			client_key: randomUUID(),
			grid,
			kind: 'fire',
			note: '插座起火',
		});
		expect(await issueOf(issue)).toMatchObject({ kind: 'emergency', holder_level: 1, severity: 'urgent' });
		const levels = async () =>
			await admin.must<{ audience: string; rings: number; acknowledged_by: string | null }[]>(
				'GET',
				`/items/${C.emergencyLevels}?filter[emergency][_eq]=${id}&sort=id`,
			);
		const silent = async () =>
			(await levels()).filter((level) => level.acknowledged_by === null).map(({ audience }) => audience);
		expect((await levels())[0]).toMatchObject({ audience: 'unit', acknowledged_by: leader.id });
		expect(await silent()).toEqual(expect.arrayContaining(['floor', 'building', 'working_group']));
		const ack = async (who: Client, more: object = {}) =>
			await who.post(`/items/${C.emergencyAcks}`, {
				client_key: randomUUID(),
				emergency: id,
				note: '正赶往现场',
				...more,
			});
		expect((await ack(clerk)).status).toBe(403);
		expect((await ack(head)).status).toBe(200);
		expect(await silent()).not.toContain('building');
		const seen = await floorHead.must<IssuesAnswer>('GET', '/grid/api/issues');
		expect(seen.emergencies[0]).toMatchObject({ id, mine: true, issue });
		await waitFor('the floor is rung', 90_000, async () =>
			(await levels()).some(({ audience, rings }) => audience === 'floor' && rings > 0) ? true : null,
		);
		expect((await inbox(floorHead))[0]?.subject).toContain('尚未应答');
		// The level above hears, too, that the floor stays silent.
		expect((await inbox(head)).some(({ message }) => message.includes('楼层'))).toBe(true);
		const key = { client_key: randomUUID() };
		expect((await ack(floorHead, key)).status).toBe(200);
		expect((await ack(floorHead, key)).code).toBe('GRID_ALREADY_RECEIVED');
		expect((await ack(group)).status).toBe(200);
		expect(await silent()).not.toContain('floor');
		const often = await Promise.all(Array.from({ length: 25 }, async () => await ack(floorHead)));
		expect(often.filter(({ status }) => status === 200)).toHaveLength(19);
		expect(often.find(({ status }) => status !== 200)?.code).toBe('GRID_TOO_MANY');
	}, 150_000);

	it('keeps time limits that make sense, of one’s own college', async () => {
		const rule = {
			college: building.college,
			category: 'network',
			severity: 'high',
			take_minutes: 30,
			settle_minutes: 600,
			close_minutes: 600,
		};
		const path = `/items/${C.escalationRules}`;
		const { id } = await group.must<{ id: number }>('POST', path, rule);
		expect((await group.post(path, rule)).code).toBe('GRID_SETTINGS');
		expect((await group.patch(`${path}/${id}`, { take_minutes: 0 })).code).toBe('GRID_SETTINGS');
		expect((await group.patch(`${path}/${id}`, { take_minutes: 700 })).code).toBe('GRID_SETTINGS');
		expect((await group.patch(`${path}/${id}`, { whole_minutes: 1229 })).code).toBe('GRID_SETTINGS');
		expect((await group.patch(`${path}/${id}`, { whole_minutes: 1230 })).status).toBe(200);
		expect((await head.patch(`${path}/${id}`, { take_minutes: 20 })).status).toBe(403);
		const far = await createBuilding(server);
		expect((await group.post(path, { ...rule, college: far.college })).code).toBe('GRID_FORBIDDEN');
		const issue = await report(leader, { category: 'network', severity: 'high' });
		const { take_due_at, reported_at } = await issueOf(issue);
		expect(Date.parse(take_due_at ?? '') - Date.parse(reported_at)).toBeGreaterThanOrEqual(30 * 60_000);
	});
});
