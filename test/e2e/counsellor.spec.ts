import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { counsellorEnUS } from '../../extensions/dormitory-grid/src/lang/pages/counsellor/en-US.ts';
import { counsellorZhCN } from '../../extensions/dormitory-grid/src/lang/pages/counsellor/zh-CN.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import type { EditionOpeningRow, NightFollowupRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { assign, createPerson, type Person } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';

const visit = useBrowser();
const PASSWORD = 'a-counsellor-of-tests';
const LONG_NAME = '阿卜杜热合曼·麦麦提图尔荪巴依';
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...counsellorZhCN }, 'en-US': { ...sharedEnUS, ...counsellorEnUS } };
/** The page asks every fifteen seconds. */
const A_POLL = 30_000;

interface Scene {
	url: string;
	building: Building;
	leaders: [Person, Person];
	counsellor: Person;
	night: number;
}

/** One department, one counsellor; two units that report, or do not, in a rehearsal. */
async function openScene(options: { language: Language; closesIn: number }): Promise<Scene> {
	const server = await sharedServer();
	const building = await createBuilding(server, { roomsPerUnit: 3, residentsPerRoom: 4, departments: 0 });
	const admin = administrator(server);
	const department = await admin.must<{ id: number }>('POST', `/items/${C.departments}`, {
		college: building.college,
		code: building.code,
		name: '信息工程系',
	});
	const counsellor = await createPerson(server, { language: options.language, password: PASSWORD });
	await assign(server, counsellor.id, { position: 'counsellor', department: department.id });
	await admin.must('PATCH', `/items/${C.students}`, {
		keys: building.residents.map(({ id }) => id),
		data: { counsellor: counsellor.id, department: department.id, class_name: '软件技术 2501 班' },
	});
	const [first] = building.residents;
	await admin.must('PATCH', `/items/${C.students}/${first?.id}`, { name: LONG_NAME });
	const leader = async (index: number) =>
		await createPerson(server, {
			posts: [{ position: 'unit_leader', grid: building.units[index]?.id ?? 0 }],
			phone: `1990000100${index}`,
		});
	const leaders: [Person, Person] = [await leader(0), await leader(1)];
	const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	// A minute of the ladder lasts a twentieth of the rehearsal.
	const ladder = [{ after: 1, positions: ['counsellor'] }];
	await admin.must('PATCH', `/items/${C.colleges}/${building.college}`, { ladder });
	const rehearsal = await createRehearsal(group, { root: building.id, closesIn: options.closesIn });
	const { id } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	return { url: server.url, building, leaders, counsellor, night: id };
}

async function logIn(page: Page, { url, counsellor }: Scene, language: Language): Promise<void> {
	const say = TEXTS[language];
	await page.goto(`${url}/grid/counsellor`);
	await page.locator('#account').waitFor();
	if (language === 'en-US') await page.getByRole('button', { name: 'English' }).click();
	await page.getByLabel(say['login.account']).fill(counsellor.email);
	await page.getByLabel(say['login.password'], { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: say['login.submit'] }).click();
	await page.locator('.headline h1').waitFor();
}

describe.each<{ device: string; viewport: Viewport; language: Language }>([
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
])('the counsellor’s page on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `counsellor-${device}-${language}-${name}`;

	test('from the first report to the last student found', async () => {
		const scene = await openScene({ language, closesIn: 25 });
		const { building, counsellor, leaders, night } = scene;
		const [unit, silent] = building.units;
		const [away, late, leave] = unit?.rooms[0]?.residents ?? [];
		const gone = unit?.rooms[2]?.residents[1];
		if (!unit || !silent || !away || !late || !leave || !gone) throw new Error('the building came without residents');
		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, scene, language);
		await page.getByText(say['head.open'], { exact: true }).waitFor();
		await expectUsable(page, shot('empty'));

		const report = unitReport(night, unit, {
			[away.id]: 'not_returned',
			[late.id]: 'late_return',
			[leave.id]: 'on_leave',
			[gone.id]: 'not_returned',
		});
		const reasons: Record<number, string> = {
			[gone.id]: '室友说下午去了市区，手机关机，晚上没有回消息',
			[late.id]: '社团排练',
		};
		report.entries = report.entries.map((entry) => ({ ...entry, reason: reasons[entry.student] ?? null }));
		expect((await submit(leaders[0], report)).status).toBe(200);

		// The list as the edition carries it, with the silent unit that could hide one of his.
		const closed = say['head.closed'].replace('{time}', '').trim();
		await page.locator('.headline h1', { hasText: closed }).waitFor({ timeout: A_POLL + 25_000 });
		const card = (name: string) => page.locator('.student', { hasText: name });
		await card(LONG_NAME).waitFor({ timeout: A_POLL });
		expect(await page.locator('.gaps').innerText()).toContain(silent.code);
		expect(await page.locator('.gaps a').getAttribute('href')).toBe('tel:19900001001');
		expect(await card(gone.name).getByRole('link').first().getAttribute('href')).toMatch(/^tel:1390000/);
		const told = card(gone.name).locator('.ladder');
		await told.waitFor({ timeout: A_POLL });
		expect(await told.innerText()).toContain(say['position.counsellor']);
		await expectUsable(page, shot('list'));

		// Opening is told once.
		const openings = async () =>
			await administrator(scene).must<EditionOpeningRow[]>(
				'GET',
				`/items/${C.editionOpenings}?filter[night][_eq]=${night}`,
			);
		await waitFor('the opening', 20_000, async () => ((await openings()).length > 0 ? true : null));
		expect(await openings()).toMatchObject([{ opened_by: counsellor.id, counsellor: counsellor.id }]);

		const act = (key: 'act.not_reached' | 'act.back' | 'act.handed_over', name: string) =>
			page.getByRole('button', { name: fill(say['act.of'], { act: say[key], name }) });
		await act('act.not_reached', gone.name).click();
		await card(gone.name).locator('.log').getByText(say['log.not_reached']).waitFor();
		expect(await card(gone.name).locator('.log').innerText()).toContain(counsellor.name);

		await act('act.handed_over', gone.name).click();
		await page.getByRole('button', { name: say['hand.send'] }).click();
		await page.getByText(say['hand.missing']).waitFor();
		await page.getByRole('dialog').getByRole('button', { name: say['hand.duty'] }).click();
		await expectUsable(page, shot('hand-over'));
		await page.getByRole('button', { name: say['hand.send'] }).click();
		await page.locator('#list-settled').waitFor();

		await act('act.back', LONG_NAME).click();
		await expectUsable(page, shot('back'));
		await page.getByRole('button', { name: say['back.send'] }).click();
		await page.getByText(fill(say['list.settled'], { count: 2 })).waitFor();
		expect(await page.locator('#list-open').count()).toBe(0);

		// Recorded by mistake: taken back with a reason, missed again; then he does come.
		const takeBack = fill(say['reopen.act'], { state: say['absence.back'] });
		await expectUsable(page, shot('settled'));
		await card(LONG_NAME).getByRole('button', { name: takeBack }).click();
		await page.getByRole('button', { name: say['reopen.send'], exact: true }).click();
		await page.getByText(say['reopen.missing']).waitFor();
		await page.getByRole('dialog').getByRole('button', { name: say['reopen.told'] }).click();
		await expectUsable(page, shot('take-back'));
		await page.getByRole('button', { name: say['reopen.send'], exact: true }).click();
		await page.locator('#list-open').waitFor();
		expect(await card(LONG_NAME).locator('.log').innerText()).toContain(say['reopen.told']);
		await expectUsable(page, shot('taken-back'));
		await act('act.back', LONG_NAME).click();
		await page.getByRole('button', { name: say['back.send'] }).click();
		await page.getByText(fill(say['list.settled'], { count: 2 })).waitFor();

		// A late report: the gap is closed, and the next edition says so.
		const more = silent.rooms[1]?.residents[0];
		if (!more) throw new Error('no resident');
		const lateReport = { ...unitReport(night, silent, { [more.id]: 'not_returned' }), reason: '停电' };
		expect((await submit(leaders[1], lateReport)).status).toBe(200);
		await page.getByText(say['changes.gap_closed'], { exact: true }).waitFor({ timeout: A_POLL * 2 });
		expect(await page.locator('.gaps').count()).toBe(0);
		await card(more.name).first().waitFor();
		await expectUsable(page, shot('changed'));

		await page
			.getByRole('button', { name: fill(say['act.of'], { act: say['card.history'], name: LONG_NAME }) })
			.click();
		await page.getByText(say['history.empty']).waitFor();
		await expectUsable(page, shot('history-empty'));

		const followups = await administrator(scene).must<NightFollowupRow[]>(
			'GET',
			`/items/${C.nightFollowups}?filter[night][_eq]=${night}&sort=recorded_at`,
		);
		expect(followups.map(({ kind, student, handed_to }) => [kind, student, handed_to])).toEqual([
			['not_reached', gone.id, null],
			['handed_over', gone.id, say['hand.duty']],
			['back', away.id, null],
			['reopened', away.id, null],
			['back', away.id, null],
		]);
		expect(complaints).toEqual([]);
	});
});

test('a leader’s account sees no list, and is told why', async () => {
	const scene = await openScene({ language: 'zh-CN', closesIn: 60 });
	const server = await sharedServer();
	const outsider = await createPerson(server, {
		posts: [{ position: 'floor_head', grid: scene.building.floors[0]?.id ?? 0 }],
		password: PASSWORD,
	});
	const { page } = await visit({ viewport: PHONE });
	await page.goto(`${server.url}/grid/counsellor`);
	await page.getByLabel(sharedZhCN['login.account']).fill(outsider.email);
	await page.getByLabel(sharedZhCN['login.password'], { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: sharedZhCN['login.submit'] }).click();
	await page.getByText(counsellorZhCN['page.no_counsellor']).waitFor();
	await page.getByRole('link', { name: sharedZhCN['nav.tonight'], exact: true }).waitFor();
	expect(await page.getByRole('link').count()).toBe(2);
	await expectUsable(page, 'counsellor-refused');
});
