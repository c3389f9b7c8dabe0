import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import type { IssueMeasuresAnswer } from '../../extensions/dormitory-grid/src/types/issue-measures.ts';
import type { IssueStepRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Client, createClient } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createCollege, createDepartment } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

const OFFICE = '=1+1';

/** Two buildings of a college: in one a leak goes to an office and is settled, a quarrel stays with the unit; in the other a lamp. */
describe('the measures of issues', () => {
	let server: SharedServer;
	let here: Building;
	let group: Person;
	let head: Person;
	let otherHead: Person;
	let leader: Person;
	let clerk: Person;
	let otherClerk: Person;
	let stranger: Person;
	let roomHead: Person;
	let office: { id: number };

	const step = async (who: Client, input: object) =>
		(await who.must<IssueStepRow>('POST', `/items/${C.issueSteps}`, { client_key: randomUUID(), ...input })).issue ?? 0;
	const measures = async (who: Client, query = '') =>
		await who.get<IssueMeasuresAnswer>(`${ROUTES.issueMeasures}?${query}`);
	const file = async (who: Client, path: string) => {
		const answer = await fetch(`${server.url}${ROUTES.issueMeasures}/${path}`, {
			headers: who.token === null ? {} : { authorization: `Bearer ${who.token}` },
		});
		return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
	};

	beforeAll(async () => {
		server = await sharedServer();
		const college = await createCollege(server);
		here = await createBuilding(server, { college: college.id, floors: 1, unitsPerFloor: 1 });
		const there = await createBuilding(server, { college: college.id, floors: 1, unitsPerFloor: 1 });
		office = await createDepartment(server, { college: college.id, name: OFFICE, kind: 'office' });
		const other = await createDepartment(server, { college: college.id, name: '网络中心', kind: 'office' });
		const person = async (post: object) => await createPerson(server, { posts: [post as never] });
		group = await person({ position: 'working_group', college: college.id });
		head = await person({ position: 'building_head', grid: here.id });
		otherHead = await person({ position: 'building_head', grid: there.id });
		leader = await person({ position: 'unit_leader', grid: here.units[0]?.id });
		clerk = await person({ position: 'responsible_office', department: office.id });
		otherClerk = await person({ position: 'responsible_office', department: other.id });
		stranger = await person({ position: 'working_group', college: (await createCollege(server)).id });
		roomHead = await person({ position: 'room_head', room: here.units[0]?.rooms[0]?.id });
		const leak = await step(leader, { kind: 'report', title: '漏水', category: 'plumbing', grid: here.units[0]?.id });
		await step(head, { kind: 'dispatch', issue: leak, to_office: office.id });
		await step(clerk, { kind: 'take', issue: leak });
		await step(clerk, { kind: 'settle', issue: leak, note: '已修' });
		const dispute = { issue_kind: 'dispute', title: '争吵', category: 'relations' };
		await step(leader, { kind: 'report', ...dispute, grid: here.units[0]?.id });
		await step(otherHead, { kind: 'report', title: '灯坏了', category: 'electricity', grid: there.id });
	});

	it('are each one’s own part, counted from its steps', async () => {
		const issuesOf = async (who: Client, query = '') => (await measures(who, query)).data.whole.issues;
		expect(await Promise.all([group, head, leader, clerk, otherHead].map(async (who) => await issuesOf(who)))).toEqual([
			3, 1, 2, 1, 1,
		]);
		const { data, headers } = await measures(group);
		expect(headers.get('cache-control')).toContain('no-store');
		expect(data.whole).toMatchObject({
			take: { count: 1 },
			settle: { count: 1 },
			feed_back: { count: 0 },
			returned: 0,
		});
		expect(data.groups.offices).toMatchObject([
			{ key: String(office.id), name: OFFICE, issues: 1, settle: { count: 1 } },
		]);
		expect(data.groups.buildings).toMatchObject([{ key: String(here.id), issues: 2 }, { issues: 1 }]);
		expect(data.ageing[0]).toEqual({ from: 0, until: 1, open: 2, unclosed: 1 });
		expect(data.debts).toMatchObject([{ person: clerk.id, level: null, office: OFFICE, debts: 1, overdue: 0 }]);
		expect(await issuesOf(group, `building=${here.id}&category=plumbing`)).toBe(1);
		expect((await measures(clerk)).data.groups.levels).toMatchObject([{ key: 'office', issues: 1 }]);
	});

	it('tell nobody else anything', async () => {
		for (const who of [stranger, otherClerk]) {
			const { data } = await measures(who, `building=${here.id}`);
			expect([data.whole.issues, data.ageing.every((age) => age.open + age.unclosed === 0), data.debts]).toEqual([
				0,
				true,
				[],
			]);
		}
		// The quarrel has not reached the building: not as a category, not by its age.
		expect((await measures(head, 'category=relations')).data).toMatchObject({
			whole: { issues: 0 },
			ageing: expect.not.arrayContaining([expect.objectContaining({ open: 1 })]),
		});
		for (const who of [roomHead, here.counsellors[0] ?? roomHead, createClient(server, null)]) {
			const answer = await measures(who);
			expect([answer.status, answer.code]).toEqual([403, 'GRID_FORBIDDEN']);
			expect((await file(who, 'debts?format=xlsx')).answer.status).toBe(403);
		}
	});

	it('say what is wrong with a question', async () => {
		for (const query of [
			'from=2026-13-01',
			'from=2026-03-02&to=2026-03-01',
			'from=2020-01-01',
			'category=x',
			'office=a',
		]) {
			const answer = await measures(group, query);
			expect([query, answer.status, answer.code]).toEqual([query, 400, 'GRID_INVALID_INPUT']);
		}
		expect((await file(group, 'measures?format=pdf')).answer.status).toBe(400);
	});

	it.each(['xlsx', 'csv'] as const)('come whole as .%s, without a formula', async (format) => {
		const { answer, bytes } = await file(group, `measures?format=${format}`);
		expect(answer.headers.get('content-disposition')).toMatch(
			new RegExp(`attachment; filename="issue-measures-.*\\.${format}"`),
		);
		const rows = (await readSheet(bytes, 'zh-CN', { name: `x.${format}` })).map(({ cells }) => cells);
		expect(rows[0]?.slice(0, 3)).toEqual(['分组', '名称', '件数']);
		expect(rows[1]?.[2]).toEqual(format === 'xlsx' ? 3 : '3');
		expect(rows.find((cells) => cells[0] === '按部门')?.[1]).toBe(`'${OFFICE}`);
		expect(rows.filter((cells) => cells[0] === '按类别').map((cells) => cells[1])).toEqual(
			expect.arrayContaining(['水管', '同学矛盾', '电路']),
		);
		const ageing = (await readSheet((await file(group, `ageing?format=${format}`)).bytes, 'zh-CN')).map(
			({ cells }) => cells,
		);
		expect(ageing.map((cells) => cells[0])).toEqual([
			'已上报',
			'不到 1 天',
			'1–3 天',
			'3–7 天',
			'7–30 天',
			'30 天以上',
		]);
		const debts = await readSheet((await file(group, `debts?format=${format}`)).bytes, 'zh-CN');
		expect(debts[1]?.cells.slice(1, 3)).toEqual([`'${OFFICE}`, format === 'xlsx' ? 1 : '1']);
	});
});
