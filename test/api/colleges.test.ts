import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { DEFAULT_RULES } from '../../extensions/dormitory-grid/src/domain/escalation-rule.ts';
import { ANSWER_TEMPLATES } from '../../extensions/dormitory-grid/src/lang/answer-templates.ts';
import type {
	AnswerTemplateRow,
	CollegeRow,
	EscalationRuleRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import { administrator, createCollege } from '../setup/fixtures/college.ts';
import { uniqueMark } from '../setup/fixtures/names.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** Two colleges on one installation: each working group builds and staffs its own, and cannot reach into the other's. */
describe('two colleges', () => {
	let server: SharedServer;
	let here: Building;
	let there: Building;
	let group: Person;
	const majors = new Map<Building, number>();

	beforeAll(async () => {
		server = await sharedServer();
		[here, there] = await Promise.all([createBuilding(server), createBuilding(server)]);
		group = await createPerson(server, { posts: [{ position: 'working_group', college: here.college }] });
		for (const building of [here, there]) {
			const major = await administrator(server).must<{ id: number }>('POST', `/items/${C.majors}`, {
				name: '计算机应用技术',
				department: building.departments[0],
			});
			majors.set(building, major.id);
		}
	});

	/** A new row of each collection, in the college of a building. */
	const NEW_ROWS: [collection: string, row: (place: Building) => object][] = [
		[C.grids, ({ college }) => ({ code: uniqueMark(), name: '新楼', college })],
		[C.grids, ({ id, code, college }) => ({ code: `${code}-9`, name: '九层', college, parent: id })],
		[C.rooms, ({ units }) => ({ number: uniqueMark(), unit: units[0]?.id, beds: 6 })],
		[C.departments, ({ college }) => ({ code: uniqueMark(), name: '新系', college, kind: 'teaching' })],
		[C.majors, ({ departments }) => ({ name: '新专业', department: departments[0] })],
		[C.terms, ({ college }) => ({ name: '下学期', college, starts_on: '2030-03-01', ends_on: '2030-07-01' })],
		[
			C.students,
			({ college, units, departments }) => ({
				number: uniqueMark(),
				name: '新生',
				college,
				department: departments[0],
				room: units[0]?.rooms[0]?.id,
			}),
		],
		[C.nightCalendar, ({ college }) => ({ name: '放假', college, kind: 'no_report', starts_on: '2030-01-01' })],
	];

	it.each(NEW_ROWS)('new %s: in one’s own college', async (collection, row) => {
		const answer = await group.post(`/items/${collection}`, row(here));
		expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
	});
	it.each(NEW_ROWS)('new %s: not in the other', async (collection, row) => {
		const answer = await group.post(`/items/${collection}`, row(there));
		expect([answer.status, answer.code]).toEqual([403, 'GRID_FORBIDDEN']);
	});

	it('not by way of a row of one’s own that holds a foreign one', async () => {
		const nested = [
			[C.students, { number: uniqueMark(), name: '新生', college: here.college, room: there.units[0]?.rooms[0]?.id }],
			[C.students, { number: uniqueMark(), name: '新生', college: here.college, department: there.departments[0] }],
			[C.students, { number: uniqueMark(), name: '新生', college: here.college, major: majors.get(there) }],
			[C.majors, { name: '新专业', department: { code: uniqueMark(), name: '系', college: there.college } }],
			[C.students, [{ number: uniqueMark(), name: '新生', college: there.college }]],
		] as const;
		for (const [collection, body] of nested) {
			expect((await group.post(`/items/${collection}`, body)).code).toBe('GRID_FORBIDDEN');
		}
	});

	it('moves nothing over the border, either way', async () => {
		const student = (building: Building) => building.residents[0]?.id;
		const over: [path: string, body: object][] = [
			[`${C.students}/${student(here)}`, { college: there.college }],
			[`${C.students}/${student(here)}`, { room: there.units[0]?.rooms[0]?.id }],
			[`${C.rooms}/${here.units[0]?.rooms[0]?.id}`, { unit: there.units[0]?.id }],
			[`${C.departments}/${here.departments[0]}`, { college: there.college }],
			[`${C.majors}/${majors.get(here)}`, { department: there.departments[0] }],
			[`${C.majors}/${majors.get(there)}`, { name: 'x' }],
			[`${C.majors}/${majors.get(there)}`, { department: here.departments[0] }],
			[`${C.students}/${student(there)}`, { room: here.units[0]?.rooms[0]?.id }],
			[`${C.rooms}/${there.units[0]?.rooms[0]?.id}`, { unit: here.units[0]?.id }],
			[`${C.departments}/${here.departments[0]}`, { majors: [majors.get(there)] }],
		];
		for (const [path, body] of over) {
			const answer = await group.patch(`/items/${path}`, body);
			expect([path, answer.status]).toEqual([path, 403]);
		}
		const own = await group.patch(`/items/${C.majors}/${majors.get(here)}`, { short_name: '计应' });
		expect(own.status).toBe(200);
	});

	it('sees its own people and those who have no post yet, not the other’s', async () => {
		const mine = await createPerson(server, { posts: [{ position: 'unit_leader', grid: here.units[0]?.id ?? 0 }] });
		const theirs = await createPerson(server, { posts: [{ position: 'unit_leader', grid: there.units[0]?.id ?? 0 }] });
		const free = await createPerson(server, { posts: [] });
		const seen = await group.must<{ id: string }[]>('GET', '/users?limit=-1&fields=id,email');
		const ids = seen.map((user) => user.id);
		expect(ids).toEqual(expect.arrayContaining([mine.id, free.id, group.id]));
		expect(ids).not.toContain(theirs.id);
		expect(ids).not.toContain(there.counsellors[0]?.id);
	});

	it('rehearses in its own college when it names none', async () => {
		const rehearsal = await group.must<{ college: number }>('POST', `/items/${C.nightRehearsals}`, {
			closes_at: new Date(Date.now() + 3_600_000).toISOString(),
		});
		expect(rehearsal.college).toBe(here.college);
	});
});

describe('a person without a post', () => {
	it('is shown no college', async () => {
		const server = await sharedServer();
		const person = await createPerson(server, { posts: [] });
		for (const path of ['/grid/api/tonight', '/grid/api/hierarchy']) {
			const answer = await person.get(path);
			expect([answer.status, answer.code]).toEqual([403, 'GRID_FORBIDDEN']);
		}
		expect(await person.get('/grid/api/nights')).toMatchObject({ status: 200, data: { nights: [] } });
	});
});

describe('a college created in the console', () => {
	const of = async <Row>(server: SharedServer, collection: string, college: number) =>
		await administrator(server).must<Row[]>('GET', `/items/${collection}?filter[college][_eq]=${college}&sort=id`);

	it('comes with limits and answers to be edited, once', async () => {
		const server = await sharedServer();
		const admin = administrator(server);
		const { id } = await createCollege(server);
		const rules = await of<EscalationRuleRow>(server, C.escalationRules, id);
		expect(rules.map((rule) => [rule.category, rule.severity, rule.take_minutes, rule.quiet])).toEqual(
			DEFAULT_RULES.map((rule) => [null, rule.severity, rule.takeMinutes, rule.quiet]),
		);
		const templates = await of<AnswerTemplateRow>(server, C.answerTemplates, id);
		expect(templates.map(({ kind, title, text }) => ({ kind, title, text }))).toEqual(ANSWER_TEMPLATES);

		await admin.must('PATCH', `/items/${C.escalationRules}/${rules[0]?.id}`, { take_minutes: 7 });
		await admin.must('DELETE', `/items/${C.answerTemplates}/${templates[0]?.id}`);
		await admin.must('PATCH', `/items/${C.colleges}/${id}`, { name: '另一学院' });
		expect((await of<EscalationRuleRow>(server, C.escalationRules, id)).map((rule) => rule.take_minutes)).toEqual([
			7,
			...rules.slice(1).map((rule) => rule.take_minutes),
		]);
		expect(await of(server, C.answerTemplates, id)).toHaveLength(templates.length - 1);
	});

	it('keeps to settings of its own, and takes them along when it is deleted', async () => {
		const server = await sharedServer();
		const admin = administrator(server);
		const { id } = await admin.must<CollegeRow>('POST', `/items/${C.colleges}`, {
			code: uniqueMark(),
			name: '测试学院',
			escalation_rules: [{ category: 'fire', take_minutes: 5, settle_minutes: 60, close_minutes: 60 }],
		});
		const rules = await of<EscalationRuleRow>(server, C.escalationRules, id);
		expect(rules.map(({ category, take_minutes }) => [category, take_minutes])).toEqual([['fire', 5]]);
		expect(await of(server, C.answerTemplates, id)).toHaveLength(ANSWER_TEMPLATES.length);
		expect((await admin.delete(`/items/${C.colleges}/${id}`)).status).toBe(204);
		expect(await of(server, C.escalationRules, id)).toEqual([]);
		expect(await of(server, C.answerTemplates, id)).toEqual([]);
	});
});
