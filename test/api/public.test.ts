import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { dateAt } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { codeFrom, RECEIPT_LENGTH } from '../../extensions/dormitory-grid/src/domain/public-code.ts';
import type { IssueDetail } from '../../extensions/dormitory-grid/src/types/api-issues.ts';
import type {
	Challenge,
	PublicPlace,
	PublicPlacesAnswer,
	ReceiptAnswer,
} from '../../extensions/dormitory-grid/src/types/api-public.ts';
import type { IssueRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Answer, Client } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { picture } from '../setup/fixtures/pictures.ts';
import { createVisitor, doorCodes, packProof, type Visitor } from '../setup/fixtures/public.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

/** The public channel: what a stranger can do at a door, and what he cannot. */
describe('the public channel', () => {
	let server: Server;
	let db: Knex;
	let building: Building;
	let code: string;
	let otherCode: string;
	let buildingCode: string;
	let leader: Person;
	let floorHead: Person;
	let head: Person;
	let group: Person;

	const step = async (who: Client, input: object) =>
		await who.must('POST', `/items/${C.issueSteps}`, { client_key: randomUUID(), ...input });
	const lastIssue = async () => {
		const row: { id: number } = await db(C.issues).orderBy('id', 'desc').first('id');
		return row.id;
	};
	const issueOf = async (id: number) => await administrator(server).must<IssueRow>('GET', `/items/${C.issues}/${id}`);
	const raised = async (visitor: Visitor, more: object = {}, at = code) => {
		const answer = await visitor.report(at, more);
		expect([answer.status, answer.code, answer.text]).toMatchObject([201, null, expect.anything()]);
		return { receipt: answer.data.receipt, issue: await lastIssue() };
	};
	const shown = async (visitor: Visitor, receipt: string) => {
		const answer = await visitor.post<ReceiptAnswer>('receipts', { receipt });
		expect([answer.status, answer.code]).toEqual([200, null]);
		return answer.data;
	};
	const door = async (visitor: Visitor, at = code) => (await visitor.get<PublicPlace>(at)).data;

	beforeAll(async () => {
		// Each visitor has an address of his own, as behind a proxy.
		server = await newServer({ env: { IP_TRUST_PROXY: 'true' } });
		db = openDatabase(server.database);
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
		const { college } = building;
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }] });
		floorHead = await createPerson(server, { posts: [{ position: 'floor_head', grid: building.floors[0]?.id ?? 0 }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		group = await createPerson(server, { posts: [{ position: 'working_group', college }] });
		const codes = await doorCodes(group, building.id);
		const [first, second] = building.units[0]?.rooms ?? [];
		code = codes.rooms.get(first?.number ?? '') ?? '';
		otherCode = codes.rooms.get(second?.number ?? '') ?? '';
		buildingCode = codes.building;
	});

	it('has a code for each room and building, drawn once and shown to the working group alone', async () => {
		const address = `${ROUTES.publicPlaces}?building=${building.id}`;
		const rooms = building.units.flatMap((unit) => unit.rooms);
		const answers = await Promise.all(
			[group, group, administrator(server)].map(async (who) => await who.get<PublicPlacesAnswer>(address)),
		);
		const [places] = answers.map(({ data }) => data.places);
		expect(places?.map(({ name }) => name).toSorted()).toEqual(
			[`${building.code}栋`, ...rooms.map(({ number }) => number)].toSorted(),
		);
		for (const { data } of answers) expect(data.places).toEqual(places);
		const codes = places?.map((place) => place.code) ?? [];
		expect(new Set(codes).size).toBe(rooms.length + 1);
		for (const one of codes) expect(one).toMatch(/^[2-9A-HJ-NP-Z]{12}$/);
		for (const other of [leader, floorHead, head]) expect((await other.get(address)).status).toBe(403);
		for (const collection of [C.publicPlaces, C.issueContacts, C.publicUses])
			for (const anybody of [leader, head, group]) expect((await anybody.get(`/items/${collection}`)).status).toBe(403);
	});

	it('prints a building’s codes for its doors, without script, and for the working group alone', async () => {
		const address = `${ROUTES.publicPlaces}/print?building=${building.id}`;
		const answer = await group.get(address);
		expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
		expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
		expect(answer.text.match(/<svg /g)).toHaveLength(building.units.flatMap((unit) => unit.rooms).length + 1);
		expect(answer.text).toContain(code.replaceAll(/(.{4})(?=.)/g, '$1 '));
		expect(answer.text).not.toMatch(/<script/i);
		for (const other of [leader, floorHead, head]) expect((await other.get(address)).status).toBe(403);
	});

	it('shows what is open at a door as category, state and count, without anybody’s words', async () => {
		const visitor = createVisitor(server);
		const { issue } = await raised(
			visitor,
			{ description: '秘密的话', name: '王小明', contact: '13800000001' },
			otherCode,
		);
		const answer = await visitor.get<PublicPlace>(otherCode);
		expect(answer.data).toMatchObject({ room: true, place: building.units[0]?.rooms[1]?.number });
		expect(answer.data.open).toEqual([
			{ ref: expect.any(String), category: 'plumbing', state: 'reported', since: expect.any(String), followers: 0 },
		]);
		expect(answer.text).not.toMatch(/秘密|王小明|13800000001/);
		expect(answer.text).not.toContain(`:${issue},`);
		expect((await door(visitor, buildingCode)).open).toEqual([]);
		expect((await door(visitor, ` ${otherCode.toLowerCase()}`)).open).toHaveLength(1);
	});

	it('shows at a room’s door its score of the latest walk and the day, and nothing of who walked or what was found', async () => {
		const visitor = createVisitor(server);
		expect((await door(visitor)).score).toBeNull();
		const [room] = building.units[0]?.rooms ?? [];
		const { id: item } = await group.must<{ id: number }>('POST', `/items/${C.checklistItems}`, {
			college: building.college,
			topic: 'hygiene',
			text_zh: '床铺整齐',
			points: 15,
		});
		const found = [{ item, room: room?.id, settled: true }];
		const walk = { client_key: randomUUID(), grid: building.units[0]?.id, rooms: [room?.id], findings: found };
		const { id } = await leader.must<{ id: string }>('POST', `/items/${C.patrols}`, { ...walk, note: '窗边很乱' });
		const answer = await visitor.get<PublicPlace>(code);
		const today = dateAt(new Date(), 'Asia/Shanghai');
		expect(answer.data.score).toEqual({ points: 85, date: today });
		for (const secret of [leader.id, leader.name, id, '床铺整齐', '窗边很乱'])
			expect(answer.text).not.toContain(secret);
		expect([(await door(visitor, otherCode)).score, (await door(visitor, buildingCode)).score]).toEqual([null, null]);
	});

	it('takes a report with a photo, and its receipt tells what became of it: settled, not solved, reopened, solved, closed', async () => {
		const visitor = createVisitor(server);
		const clientKey = randomUUID();
		const photo = await visitor.photo(code, clientKey, await picture('jpeg'));
		expect([photo.status, photo.code]).toEqual([201, null]);
		const { receipt, issue } = await raised(visitor, { client_key: clientKey, photos: [photo.data.id] });
		expect(receipt).toMatch(/^[2-9A-HJ-NP-Z]{20}$/);
		expect(await issueOf(issue)).toMatchObject({
			origin: 'public',
			reporter: null,
			unit: building.units[0]?.id,
			holder_level: 3,
		});
		const seen = await fetch(`${server.url}${ROUTES.photos}/${photo.data.id}`, {
			headers: { authorization: `Bearer ${leader.token}` },
		});
		expect(seen.status).toBe(200);
		expect((await fetch(`${server.url}${ROUTES.photos}/${photo.data.id}`)).status).toBe(403);

		await step(leader, { kind: 'note', issue, note: '内部备注' });
		await step(leader, { kind: 'take', issue });
		await step(leader, {
			kind: 'postpone',
			issue,
			note: '内部理由',
			until: new Date(Date.now() + 86_400_000).toISOString(),
		});
		await step(floorHead, { kind: 'grant', issue, note: '内部同意' });
		await step(leader, { kind: 'settle', issue, note: '内部办结' });
		await step(leader, { kind: 'feed_back', issue, note: '阀门已换' });
		const told = await visitor.post<ReceiptAnswer>('receipts', {
			receipt: receipt.toLowerCase().replaceAll(/(.{5})/g, '$1 '),
		});
		expect(told.data).toMatchObject({
			state: 'settled',
			holder: { kind: 'unit', office: null },
			next: 'verify',
			may_answer: true,
		});
		expect(told.data.steps.map(({ kind }) => kind)).toEqual(['report', 'take', 'grant', 'settle', 'feed_back']);
		expect(told.data.steps.find(({ kind }) => kind === 'grant')?.until).not.toBeNull();
		expect(told.text).toContain('阀门已换');
		expect(told.text).not.toMatch(/内部/);
		for (const { name } of [leader, floorHead]) expect(told.text).not.toContain(name);

		const not = await visitor.post<ReceiptAnswer>('receipts/answer', {
			receipt,
			solved: false,
			rating: 2,
			note: '还在漏',
		});
		expect(not.data).toMatchObject({ state: 'reported', next: 'take', may_answer: false });
		expect((await visitor.post('receipts/answer', { receipt, solved: true })).code).toBe('GRID_ISSUE_STEP');
		const detail = await leader.must<IssueDetail>('GET', `${ROUTES.issues}/${issue}`);
		expect(detail.steps.at(-1)).toMatchObject({ kind: 'answer', note: '还在漏', rating: 2, solved: false, by: null });
		expect(detail.steps_seen).toBe(8);
		await step(leader, { kind: 'settle', issue, note: '又换了' });
		const solved = await visitor.post<ReceiptAnswer>('receipts/answer', { receipt, solved: true, rating: 5 });
		expect(solved.data.state).toBe('closed');
		expect(await issueOf(issue)).toMatchObject({ state: 'closed', next_due_at: null });
		expect((await shown(visitor, receipt)).may_answer).toBe(true);
		const days = (await db(C.colleges).where({ id: building.college }).first('reopen_days'))?.reopen_days ?? 0;
		const closedAt = new Date(Date.now() - days * 86_400_000 - 3_600_000);
		await db(C.issues).where({ id: issue }).update({ closed_at: closedAt });
		expect((await shown(visitor, receipt)).may_answer).toBe(false);
		expect((await visitor.post('receipts/answer', { receipt, solved: false })).code).toBe('GRID_ISSUE_STEP');
	});

	it('gives the same report one issue and one receipt, however often it is sent', async () => {
		const visitor = createVisitor(server);
		const clientKey = randomUUID();
		const before = await lastIssue();
		const answers = await Promise.all(
			Array.from({ length: 4 }, async () => await visitor.report(code, { client_key: clientKey })),
		);
		expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
		expect(new Set(answers.map(({ data }) => data.receipt)).size).toBe(1);
		expect(await db(C.issues).where('id', '>', before).select('id')).toHaveLength(1);
		const kept = await db(C.issueContacts).where('issue', '>', before).first();
		expect(kept.receipt).not.toContain(answers[0]?.data.receipt);
	});

	it('shows name and contact to the holder and the working group alone', async () => {
		const canary = `1390000${randomBytes(3).readUIntBE(0, 3)}`;
		const { issue } = await raised(createVisitor(server), { name: `名${canary}`, contact: canary });
		const contactFor = async (who: Client) => (await who.get<IssueDetail>(`${ROUTES.issues}/${issue}`)).data?.contact;
		expect(await contactFor(leader)).toEqual({ name: `名${canary}`, contact: canary });
		expect(await contactFor(group)).toEqual({ name: `名${canary}`, contact: canary });
		expect([await contactFor(floorHead), await contactFor(head)]).toEqual([null, null]);
		await step(leader, { kind: 'escalate', issue, note: '请看' });
		expect([await contactFor(leader), (await contactFor(floorHead))?.contact]).toEqual([null, canary]);
		for (const who of [leader, floorHead, head, group]) {
			for (const path of [
				`/items/${C.issues}?fields=*.*`,
				`/items/${C.issueSteps}?fields=*.*&limit=-1`,
				`/items/${C.issueFollowers}?fields=*.*`,
			])
				expect((await who.get(path)).text).not.toContain(canary);
			expect(
				(await who.get(`/items/${C.issues}?filter[issue_contacts][contact][_eq]=${canary}`)).status,
			).toBeGreaterThan(399);
		}
		const messages = await administrator(server).get('/notifications?limit=-1');
		expect(messages.text).not.toContain(canary);
	});

	it('a complaint about the unit leader goes round him and those above him to the working group', async () => {
		const visitor = createVisitor(server);
		const canary = `投诉${randomUUID()}`;
		const complaint = { kind: 'complaint', category: 'staff', about: 'unit_leader', description: canary };
		const { issue, receipt } = await raised(visitor, complaint);
		expect(await issueOf(issue)).toMatchObject({
			holder_level: 0,
			about: leader.id,
			unit: null,
			floor: null,
			building: null,
		});
		for (const who of [leader, floorHead, head]) {
			expect((await who.get(`${ROUTES.issues}/${issue}`)).status).toBe(403);
			for (const path of [
				`/items/${C.issues}?limit=-1`,
				`/items/${C.issueSteps}?limit=-1`,
				'/notifications?limit=-1',
				ROUTES.issues,
			])
				expect((await who.get(path)).text).not.toContain(canary);
		}
		expect((await group.get<IssueDetail>(`${ROUTES.issues}/${issue}`)).data.description).toBe(canary);
		expect((await shown(visitor, receipt)).holder).toEqual({ kind: 'group', office: null });
		const open = await door(visitor);
		expect(open.open.every(({ category }) => category !== 'staff')).toBe(true);
	});

	it('what concerns people is confidential by its category, under whatever name it was raised', async () => {
		const canary = `实话${randomUUID()}`;
		const about = { kind: 'issue', category: 'staff', description: canary };
		const { issue } = await raised(createVisitor(server), about);
		expect(await issueOf(issue)).toMatchObject({ kind: 'complaint', confidential: true, holder_level: 0, unit: null });
		const quarrel = await raised(createVisitor(server), { ...about, kind: 'hazard', category: 'relations' });
		expect(await issueOf(quarrel.issue)).toMatchObject({ kind: 'dispute', confidential: true, holder_level: 3 });
		for (const who of [floorHead, head]) {
			for (const one of [issue, quarrel.issue]) expect((await who.get(`${ROUTES.issues}/${one}`)).status).toBe(403);
			for (const path of [`/items/${C.issues}?limit=-1`, '/notifications?limit=-1', ROUTES.issues])
				expect((await who.get(path)).text).not.toContain(canary);
		}
		expect((await leader.get(`${ROUTES.issues}/${issue}`)).status).toBe(403);
	});

	it('a complaint at a building’s code says which post it is about, and goes to the working group', async () => {
		for (const [post, named] of [
			['unit_leader', '三级网格员'],
			['floor_head', '层长'],
			['building_head', '楼长'],
		] as const) {
			const complaint = { kind: 'complaint', category: 'staff', about: post, description: '不理人' };
			const { issue } = await raised(createVisitor(server), complaint, buildingCode);
			const row = await issueOf(issue);
			expect(row).toMatchObject({ holder_level: 0, title: `对${named}的投诉：不理人` });
			expect(row.about).toBe(post === 'building_head' ? head.id : null);
			for (const who of [leader, floorHead, head])
				expect((await who.get(`${ROUTES.issues}/${issue}`)).status).toBe(403);
		}
	});

	it('counts "me too" once a telephone', async () => {
		const visitor = createVisitor(server);
		const { issue } = await raised(visitor, { category: 'network' }, otherCode);
		const ref = (await door(visitor, otherCode)).open.find(({ category }) => category === 'network')?.ref ?? '';
		const meToo = async (key: string, at = otherCode, to = ref) =>
			await visitor.post<{ counted: boolean }>(`${at}/issues/${to}/me-too`, {
				client_key: key,
				proof: await visitor.proof(at, 'me-too'),
			});
		const [one, other] = [randomUUID(), randomUUID()];
		const answers = [await meToo(one), await meToo(one), await meToo(other)];
		expect(answers.map(({ data }) => data.counted)).toEqual([true, false, true]);
		expect((await issueOf(issue)).followers).toBe(2);
		for (const [at, to] of [
			[code, ref],
			[otherCode, 'A'.repeat(16)],
			[otherCode, String(issue)],
		] as const)
			expect((await meToo(one, at, to)).code).toBe('GRID_UNKNOWN_CODE');
	});

	it('a merged report goes on as the other, and who raised it counts as one more', async () => {
		const visitor = createVisitor(server);
		const main = await raised(visitor, { category: 'furniture' });
		const double = await raised(visitor, { category: 'furniture' });
		const third = await raised(visitor, { category: 'furniture' });
		await step(leader, { kind: 'merge', issue: third.issue, into: double.issue });
		await step(leader, { kind: 'merge', issue: double.issue, into: main.issue });
		expect((await issueOf(main.issue)).followers).toBe(2);
		// A duplicate of a duplicate is followed to the end.
		expect(await shown(visitor, third.receipt)).toMatchObject({ merged: true, state: 'reported' });
		await step(leader, { kind: 'feed_back', issue: main.issue, note: '明天来修' });
		const seen = await shown(visitor, double.receipt);
		expect(seen).toMatchObject({ merged: true, state: 'reported', may_answer: false });
		expect(seen.steps.map(({ kind, note }) => [kind, note])).toEqual([
			['report', null],
			['merge', null],
			['feed_back', '明天来修'],
		]);
	});

	it('spends a proof of work once, in its time, for its own purpose', async () => {
		const visitor = createVisitor(server);
		const proof = await visitor.proof(code, 'issue');
		expect((await visitor.report(code, { proof })).status).toBe(201);
		const before = await lastIssue();
		const foreign = await visitor.proof(otherCode, 'issue');
		const challenge = (await visitor.get<Challenge>(`${code}/challenge?for=issue`)).data;
		const unsolved = packProof(challenge, 0);
		const old = { ...challenge, salt: challenge.salt.replace(/expires=\d+/, 'expires=1') };
		for (const wrong of [
			proof,
			foreign,
			unsolved,
			packProof(old, 1),
			await visitor.proof(code, 'photo'),
			null,
			undefined,
			{},
			'x',
		])
			expect((await visitor.report(code, { proof: wrong })).code).toBe('GRID_PROOF');
		expect(await lastIssue()).toBe(before);
	});

	it('answers 1,000 forged receipts and unknown doors alike, while others are served', async () => {
		const forger = createVisitor(server);
		const { receipt } = await raised(createVisitor(server));
		const forged = () => codeFrom(randomBytes(RECEIPT_LENGTH), RECEIPT_LENGTH);
		const near = Array.from(
			receipt,
			(sign, index) => `${receipt.slice(0, index)}${sign === 'A' ? 'B' : 'A'}${receipt.slice(index + 1)}`,
		);
		const answers: { status: number; text: string; code: string | null }[] = [];
		for (let round = 0; round < 50; round++)
			answers.push(
				...(await Promise.all(
					Array.from(
						{ length: 20 },
						async (_, n) => await forger.post('receipts', { receipt: round === 0 ? near[n] : forged() }),
					),
				)),
			);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
		expect(new Set(answers.filter(({ status }) => status === 404).map(({ text }) => text)).size).toBe(1);
		expect(answers.filter(({ status }) => status === 404).length).toBeLessThan(150);
		const honest = createVisitor(server);
		expect((await shown(honest, receipt)).state).toBe('reported');
		const bodies = [];
		for (const wrong of [null, 7, {}, [], 'x', '', 'A'.repeat(5000), `${receipt}'--`])
			bodies.push(await honest.post('receipts', { receipt: wrong }));
		for (const path of [forged().slice(0, 12), '%00', '..%2f', "'%20or%201=1"]) bodies.push(await honest.get(path));
		expect(new Set(bodies.map((answer) => `${answer.status} ${answer.code}`))).toEqual(
			new Set(['404 GRID_UNKNOWN_CODE']),
		);
	});

	it('refuses what is too large or no picture, and keeps nothing of it', async () => {
		const visitor = createVisitor(server);
		const key = randomUUID();
		const before = await db('directus_files').count({ count: '*' }).first();
		for (const [bytes, answered] of [
			[Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'GRID_PHOTO'],
			[Buffer.from('<!doctype html><script>alert(1)</script>'), 'GRID_PHOTO'],
			[Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(5000)]), 'GRID_PHOTO'],
			[Buffer.alloc(7 * 1024 * 1024, 1), 'GRID_TOO_LARGE'],
			[Buffer.alloc(0), 'GRID_PHOTO'],
		] as const)
			expect((await visitor.photo(code, key, bytes)).code).toBe(answered);
		expect(await db('directus_files').count({ count: '*' }).first()).toEqual(before);
		const good = await visitor.photo(code, key, await picture('jpeg'));
		// Another report's photo, or one that nobody sent.
		for (const photos of [[good.data.id], [randomUUID()], ['x']])
			expect((await visitor.report(code, { client_key: randomUUID(), photos })).code).toBe('GRID_INVALID_INPUT');
		const own = [good.data.id];
		while (own.length < 4) own.push((await visitor.photo(code, key, await picture('jpeg'))).data.id);
		expect((await visitor.report(code, { client_key: key, photos: own })).code).toBe('GRID_INVALID_INPUT');
		expect((await visitor.report(code, { client_key: key, photos: own.slice(1) })).code).toBeNull();
		expect((await visitor.report(code, { description: 'x'.repeat(20_000) })).code).toBe('GRID_TOO_LARGE');
		for (const wrong of [
			{ description: '' },
			{ description: 'x'.repeat(2001) },
			{ kind: 'emergency' },
			{ kind: 'dispute' },
			{ category: 'weather' },
			{ about: leader.id },
			{ name: 'x'.repeat(41) },
			{ client_key: 'short' },
		])
			expect((await visitor.report(code, wrong)).code).toBe('GRID_INVALID_INPUT');
	});

	it('keeps script in any field as the text that it is', async () => {
		const visitor = createVisitor(server);
		const script = '<img src=x onerror=alert(1)>';
		const words = { title: script, description: `${script}\u202e\u0000`, name: script, contact: script };
		const { issue, receipt } = await raised(visitor, words);
		const answer = await leader.get<IssueDetail>(`${ROUTES.issues}/${issue}`);
		expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
		expect(answer.data).toMatchObject({
			title: script,
			description: script,
			contact: { name: script, contact: script },
		});
		await step(leader, { kind: 'feed_back', issue, note: script });
		const seen = await visitor.post<ReceiptAnswer>('receipts', { receipt });
		expect(seen.headers.get('content-type')).toMatch(/^application\/json/);
		expect(seen.data.steps.at(-1)?.note).toBe(script);
		// A message is shown as Markdown, so it is written to stay text; its subject is shown as it stands.
		const [told] = await leader.must<{ message: string }[]>('GET', '/notifications?limit=1&sort=-id');
		expect(told?.message).toContain('\\<img');
		expect(told?.message).not.toMatch(/(^|[^\\])<img/);
	});

	it('500 requests within ten seconds from one address are mostly refused; another address is served meanwhile', async () => {
		const noisy = createVisitor(server);
		const calm = createVisitor(server);
		const times: number[] = [];
		const flood = Promise.all(Array.from({ length: 500 }, async () => await noisy.get(code)));
		for (let n = 0; n < 10; n++) {
			const start = performance.now();
			expect((await calm.get(code)).status).toBe(200);
			times.push(performance.now() - start);
		}
		const answers = await flood;
		const slowed = answers.filter(({ status }) => status === 429);
		expect(slowed.length).toBeGreaterThan(0);
		for (const { code: why, headers } of slowed)
			expect([why, Number(headers.get('retry-after'))]).toEqual(['GRID_SLOW_DOWN', expect.any(Number)]);
		expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(200);
		expect(answers.filter(({ status }) => ![200, 429].includes(status))).toEqual([]);
		// The test's own process opens the 500 connections beside it.
		expect(Math.max(...times)).toBeLessThan(10_000);
	});

	it('who tries codes that are none keeps nobody of his address from a code that is one', async () => {
		const visitor = createVisitor(server);
		const { receipt } = await raised(visitor);
		const wrong = async (ask: () => Promise<Answer<unknown>>): Promise<Set<number>> => {
			const answers: Answer<unknown>[] = [];
			for (let round = 0; round < 20; round++) answers.push(...(await Promise.all(Array.from({ length: 10 }, ask))));
			for (const { code: why, headers } of answers.filter(({ status }) => status === 429))
				expect([why, Number(headers.get('retry-after'))]).toEqual(['GRID_SLOW_DOWN', expect.any(Number)]);
			return new Set(answers.map(({ status }) => status));
		};
		const forged = () => codeFrom(randomBytes(RECEIPT_LENGTH), RECEIPT_LENGTH);
		const real = async () => (await visitor.get(code)).status;
		expect(await wrong(async () => await visitor.get(forged().slice(0, 12)))).toEqual(new Set([404, 429]));
		expect(await real()).toBe(200);
		expect((await visitor.post('receipts', { receipt })).status).toBe(200);
		const forgedReceipt = async () => await visitor.post('receipts', { receipt: forged() });
		await waitFor('one more code that is none', 30_000, async () =>
			(await forgedReceipt()).status === 404 ? true : null,
		);
		const statuses = await wrong(forgedReceipt);
		expect(statuses).toContain(429);
		expect([...statuses].filter((status) => status !== 404 && status !== 429)).toEqual([]);
		expect(await real()).toBe(200);
	});

	it('a body that does not come holds up nobody, and is waited for ten seconds at most', async () => {
		const visitor = createVisitor(server);
		const { hostname, port } = new URL(server.url);
		const head = [
			`POST ${ROUTES.public}/receipts HTTP/1.1`,
			`Host: ${hostname}`,
			`X-Forwarded-For: ${visitor.address}`,
			'Content-Type: application/json',
			'Content-Length: 200',
			'',
			'{"receipt":',
		].join('\r\n');
		const started = performance.now();
		const sockets = Array.from({ length: 40 }, () => connect(Number(port), hostname));
		const ends = sockets.map(async (socket) => {
			await new Promise((resolve) => socket.once('close', resolve).once('error', resolve).resume().write(head));
			return performance.now() - started;
		});
		await setTimeout(1000);
		expect((await visitor.get(code)).status).toBe(200);
		expect((await visitor.report(code)).status).toBe(201);
		expect(Math.min(...(await Promise.all(ends)))).toBeGreaterThan(5000);
		expect(performance.now() - started).toBeLessThan(25_000);
	});

	it('lets one address use a door so often an hour, and serves the next', async () => {
		const room = building.units[3]?.rooms[0]?.number ?? '';
		const quiet = (await doorCodes(group, building.id)).rooms.get(room) ?? '';
		const greedy = createVisitor(server);
		const answers = [];
		for (let n = 0; n < 21; n++) answers.push(await greedy.report(quiet));
		const refused = answers.filter(({ status }) => status === 429);
		// The count begins anew with the hour.
		expect(refused.length).toBeGreaterThanOrEqual(1);
		expect(refused[0]?.code).toBe('GRID_SLOW_DOWN');
		expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
		expect((await createVisitor(server).report(quiet)).status).toBe(201);
		const keys: { key: string }[] = await db(C.publicUses).select('key');
		expect(keys.filter(({ key }) => /\b10\.9\./.test(key))).toEqual([]);
	});
});
