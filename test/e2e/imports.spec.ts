import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { counsellorEnUS } from '../../extensions/dormitory-grid/src/lang/pages/counsellor/en-US.ts';
import { counsellorZhCN } from '../../extensions/dormitory-grid/src/lang/pages/counsellor/zh-CN.ts';
import { deskEnUS } from '../../extensions/dormitory-grid/src/lang/pages/desk/en-US.ts';
import { deskZhCN } from '../../extensions/dormitory-grid/src/lang/pages/desk/zh-CN.ts';
import { importsEnUS } from '../../extensions/dormitory-grid/src/lang/pages/imports/en-US.ts';
import { importsZhCN } from '../../extensions/dormitory-grid/src/lang/pages/imports/zh-CN.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import { dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';

const visit = useBrowser();
const ZONE = 'Asia/Shanghai';
const TEXTS = { 'zh-CN': importsZhCN, 'en-US': importsEnUS };
const csv = (lines: string[]) => ({
	name: '国庆请假.csv',
	mimeType: 'text/csv',
	buffer: Buffer.from(`﻿${lines.join('\r\n')}`),
});

let server: SharedServer;
beforeAll(async () => {
	server = await sharedServer();
});

async function keeperOf(building: Building, as: 'group' | 'counsellor', language: Language): Promise<Person> {
	const [department = 0] = building.departments;
	const keeper = await createPerson(server, {
		posts: [
			as === 'group'
				? { position: 'working_group', college: building.college }
				: { position: 'counsellor', department },
		],
		password: LIGHT_PASSWORD,
		language,
	});
	if (as === 'counsellor')
		for (const { id } of building.residents.slice(0, 4))
			await administrator(server).must('PATCH', `/items/${C.students}/${id}`, { counsellor: keeper.id });
	return keeper;
}

async function rowsOf(collection: string, building: Building): Promise<Record<string, unknown>[]> {
	const ids = building.residents.map(({ id }) => id).join();
	return await administrator(server).must(
		'GET',
		`/items/${collection}?limit=-1&sort=student&filter[student][_in]=${ids}`,
	);
}

describe.each<{ device: string; viewport: Viewport; language: Language }>([
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
])('lists from sheets, on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `imports-${device}-${language}-${name}`;
	const numbers = (building: Building) => building.residents.map(({ number }) => number);

	test('a counsellor’s leaves: from her page, looked at, put in without the bad lines', async () => {
		const building = await createBuilding(server, { roomsPerUnit: 2, residentsPerRoom: 4 });
		const keeper = await keeperOf(building, 'counsellor', language);
		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}/grid/counsellor`, keeper, language);
		const link = (language === 'zh-CN' ? counsellorZhCN : counsellorEnUS)['page.imports'];
		await page.getByRole('link', { name: link }).click();
		await page.getByText(say['scope.counsellor']).waitFor();
		await expectUsable(page, shot('start'));

		const [template] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('link', { name: say['file.template'] }).click(),
		]);
		const [headings] = await readSheet(readFileSync(await template.path()), language);
		expect(headings?.cells).toHaveLength(5);

		const [a = '', b = '', c = '', , foreign = ''] = numbers(building);
		const [from, to] = [dateIn(ZONE, 3), dateIn(ZONE, 5)];
		const file = page.getByLabel(say['file.label']);
		const lines = [
			'学号,姓名,开始日期,结束日期,事由',
			`${a},,${from},${to},家事`,
			`${b},,${from},${to},比赛`,
			`${c},,${to},${from},`,
			`${foreign},,${from},${to},`,
			`99999999,,${from},${to},`,
			`${a},,${from},${to},`,
		];
		await file.setInputFiles(csv(lines));
		await page.getByText(fill(say['check.good'], { count: 2 })).waitFor();
		await page.getByText(fill(say['check.bad'], { count: 4 })).waitFor();
		const problems = page.locator('.problems li');
		expect(await problems.locator('.where strong').allInnerTexts()).toEqual(
			[4, 5, 6, 7].map((line) => fill(say['check.line'], { line })),
		);
		expect(await rowsOf(C.leaves, building)).toEqual([]);
		await expectUsable(page, shot('checked'));

		await page.getByRole('button', { name: fill(say['send.skip'], { bad: 4, count: 2 }) }).click();
		await page.getByText(fill(say['send.done_skipped'], { count: 2, bad: 4 })).waitFor();
		expect(await rowsOf(C.leaves, building)).toMatchObject([{ reason: '家事' }, { reason: '比赛' }]);
		await expectUsable(page, shot('done'));

		// The same once more: everything is known already, and nothing can be sent.
		await page.getByRole('button', { name: say['send.next'] }).click();
		await file.setInputFiles(csv(lines.slice(0, 3)));
		await page.getByText(say['check.nothing']).waitFor();
		expect(await page.locator('.send').count()).toBe(0);
		expect(complaints).toEqual([]);
	});

	test('the working group’s holiday stays, from the desk', async () => {
		const building = await createBuilding(server, { roomsPerUnit: 2, residentsPerRoom: 4 });
		const keeper = await keeperOf(building, 'group', language);
		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}/grid/desk`, keeper, language);
		await page.getByRole('link', { name: (language === 'zh-CN' ? deskZhCN : deskEnUS)['tab.imports'] }).click();
		await page.getByText(say['scope.working_group']).waitFor();
		const choose = async () => {
			await page.getByRole('radio', { name: say['kind.stays'] }).check({ force: true });
		};
		await choose();
		await page.getByText(say['period.none']).waitFor();
		expect(await page.getByLabel(say['file.label']).isDisabled()).toBe(true);
		await keeper.must('POST', `/items/${C.nightCalendar}`, {
			name: '国庆',
			college: building.college,
			kind: 'stay_over',
			starts_on: dateIn(ZONE, 20),
			ends_on: dateIn(ZONE, 26),
		});
		await page.reload();
		await page.getByText(say['scope.working_group']).waitFor();
		await choose();
		const period = page.getByLabel(say['period.label']);
		await period.selectOption({ index: 1 });
		await page
			.getByLabel(say['file.label'])
			.setInputFiles(csv(['学号,备注', ...numbers(building).map((number) => `${number},`)]));
		await page.getByText(fill(say['check.good'], { count: building.residents.length })).waitFor();
		await expectUsable(page, shot('stays'));
		await page.getByRole('button', { name: fill(say['send.all'], { count: building.residents.length }) }).click();
		await page.getByText(fill(say['send.done'], { count: building.residents.length })).waitFor();
		expect(await rowsOf(C.holidayStays, building)).toHaveLength(building.residents.length);
		await expect.poll(() => period.locator('option').nth(1).innerText()).toContain(String(building.residents.length));
		expect(complaints).toEqual([]);
	});
});

test('what cannot be read, what gets no answer and who may not are each told so', async () => {
	const say = TEXTS['zh-CN'];
	const building = await createBuilding(server);
	const keeper = await keeperOf(building, 'group', 'zh-CN');
	const { page } = await visit({ viewport: PHONE });
	await logInAt(page, `${server.url}/grid/imports`, keeper, 'zh-CN');
	const file = page.getByLabel(say['file.label']);
	await file.setInputFiles({
		name: '名单.xls',
		mimeType: 'application/vnd.ms-excel',
		buffer: Buffer.from('D0CF11E0A1B11AE1', 'hex'),
	});
	await page.getByText('没有检查成功').waitFor();
	expect(await page.getByRole('alert').innerText()).toContain('.xls');
	await expectUsable(page, 'imports-phone-unreadable');

	const [number = ''] = building.residents.map((one) => one.number);
	const lines = csv(['学号,姓名,开始日期,结束日期,事由', `${number},,${dateIn(ZONE, 3)},${dateIn(ZONE, 4)},`]);
	await page.route('**/leaves/import*', async (route) => await route.abort());
	await file.setInputFiles(lines);
	await page.getByText(say['send.check_unreachable']).waitFor();
	await page.unroute('**/leaves/import*');
	await file.setInputFiles(lines);
	const send = page.getByRole('button', { name: fill(say['send.all'], { count: 1 }) });
	await send.waitFor();
	// In between somebody else enters the same.
	const leave = {
		student: building.residents[0]?.id,
		starts_at: `${dateIn(ZONE, 2)}T00:00:00Z`,
		ends_at: `${dateIn(ZONE, 5)}T00:00:00Z`,
	};
	await keeper.must('POST', `/items/${C.leaves}`, leave);
	await send.click();
	await page.getByText(say['send.changed']).waitFor();
	await page.getByText(fill(say['check.bad'], { count: 1 })).waitFor();
	expect(await rowsOf(C.leaves, building)).toHaveLength(1);

	const leader = await createPerson(server, {
		posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }],
		password: LIGHT_PASSWORD,
	});
	const other = await visit({ viewport: PHONE });
	await logInAt(other.page, `${server.url}/grid/imports`, leader, 'zh-CN');
	await other.page.getByText(say['page.refused']).waitFor();
	await expectUsable(other.page, 'imports-phone-refused');
});
