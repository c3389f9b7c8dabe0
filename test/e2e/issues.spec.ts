import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { issuesEnUS } from '../../extensions/dormitory-grid/src/lang/pages/issues/en-US.ts';
import { issuesZhCN } from '../../extensions/dormitory-grid/src/lang/pages/issues/zh-CN.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import type { IssueRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator, createDepartment } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { phonePicture } from '../setup/fixtures/pictures.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';

const visit = useBrowser();
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...issuesZhCN }, 'en-US': { ...sharedEnUS, ...issuesEnUS } };
const OFFICE = '后勤管理处（含维修服务中心与公寓物业管理办公室）';
const TITLE = '六号楼卫生间洗手池下方水管接头持续漏水并渗到楼下寝室';
const KB = 1024;

interface Cast {
	building: Building;
	leader: Person;
	floorHead: Person;
	head: Person;
	clerk: Person;
}

async function createCast(server: SharedServer, language: Language): Promise<Cast> {
	const building = await createBuilding(server, { floors: 2 });
	const { college } = building;
	const office = await createDepartment(server, { college, name: OFFICE, kind: 'office' });
	await createDepartment(server, { college, name: '保卫处', kind: 'office' });
	const admin = administrator(server);
	await admin.must('POST', `/items/${C.escalationRules}`, {
		college,
		category: 'plumbing',
		severity: 'normal',
		take_minutes: 240,
		settle_minutes: 2880,
		close_minutes: 2880,
		office: office.id,
	});
	await admin.must('POST', `/items/${C.answerTemplates}`, {
		college,
		kind: 'feed_back',
		title: '水管接头已修好',
		text: '您反映的问题已修好，请试用；如仍有问题请答复“没有解决”。',
	});
	const known = { language, password: LIGHT_PASSWORD };
	const floor = building.floors[0];
	const unit = floor?.units[0];
	if (!floor || !unit) throw new Error('the building came without units');
	return {
		building,
		leader: await createPerson(server, { ...known, posts: [{ position: 'unit_leader', grid: unit.id }] }),
		floorHead: await createPerson(server, { ...known, posts: [{ position: 'floor_head', grid: floor.id }] }),
		head: await createPerson(server, { ...known, posts: [{ position: 'building_head', grid: building.id }] }),
		clerk: await createPerson(server, { ...known, posts: [{ position: 'responsible_office', department: office.id }] }),
	};
}

describe.each<{ device: string; viewport: Viewport; language: Language }>([
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
])('the page of issues on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const fill = (text: string, values: Record<string, string | number>) =>
		text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
	const shot = (name: string) => `issues-${device}-${language}-${name}`;
	let server: SharedServer;

	beforeAll(async () => {
		server = await sharedServer();
	});

	const enter = async (person: Person) => {
		const visitor = await visit({ viewport, locale: language });
		await logInAt(visitor.page, `${server.url}/grid/issues`, person, language);
		await visitor.page.locator('.list').waitFor();
		return visitor;
	};
	const open = async (page: Page, view: 'mine' | 'watch' | 'debts' | 'raised' | 'closed', title = TITLE) => {
		if (viewport === PHONE) await page.keyboard.press('Escape');
		await page.locator(`nav a[href="#${view}"]`).click();
		await page.locator(`nav a[href="#${view}"][aria-current="page"]`).waitFor();
		await page.locator(`.list a[href^="#${view}/"]`, { hasText: title }).click();
		await page.locator('.detail').waitFor();
	};
	const begin = async (page: Page, kind: keyof typeof issuesZhCN & `do.${string}`) => {
		const button = page.locator('.detail .steps').getByRole('button', { name: say[kind], exact: true });
		if (!(await button.isVisible())) await page.getByText(say['detail.more_steps']).click();
		await button.click();
		await page.locator('.detail .form').waitFor();
	};
	const send = async (page: Page, kind: keyof typeof issuesZhCN & `do.${string}`) => {
		await page.locator('.detail .form').getByRole('button', { name: say[kind], exact: true }).click();
		await page.getByText(fill(say['form.done'], { step: say[kind] })).waitFor();
	};
	const note = async (page: Page, text: string) => await page.locator('#step-note').fill(text);

	test('a hazard whose measure is renewed, and a complaint that goes round whom it names', async () => {
		const { building, leader, floorHead, head } = await createCast(server, language);
		const group = await createPerson(server, {
			language,
			password: LIGHT_PASSWORD,
			posts: [{ position: 'working_group', college: building.college }],
		});
		const danger = '一楼楼梯转角的应急灯灯罩松动，随时可能掉落';
		await leader.must('POST', `/items/${C.issueSteps}`, {
			client_key: randomUUID(),
			kind: 'report',
			issue_kind: 'hazard',
			title: danger,
			note: '临时措施：已拉警戒线',
			category: 'safety',
			grid: building.units[0]?.id,
			until: new Date(Date.now() + 5 * 3_600_000).toISOString(),
		});
		const unit = await enter(leader);
		await open(unit.page, 'mine', danger);
		const measure = unit.page.getByRole('region', { name: say['measure.title'] });
		expect(await measure.textContent()).toMatch(language === 'zh-CN' ? /还剩 [45] 小时/ : /[45] h/);
		await expectUsable(unit.page, shot('measure'));
		await measure.getByRole('button', { name: say['measure.renew'] }).click();
		await note(unit.page, '灯罩已用扎带固定');
		await unit.page.locator('.detail .form .chip').nth(2).click();
		await send(unit.page, 'do.protect');
		await measure.getByText('灯罩已用扎带固定').waitFor();
		expect(await measure.textContent()).toMatch(language === 'zh-CN' ? /还剩 [67] 天/ : /[67] d/);
		await expectUsable(unit.page, shot('measure-renewed'));
		if (viewport === PHONE) await unit.page.keyboard.press('Escape');

		const complaint = '层长检查内务时态度恶劣';
		await unit.page.getByRole('button', { name: say['report.open'] }).click();
		const sheet = unit.page.getByRole('dialog');
		await sheet.getByRole('button', { name: say['kind.complaint'], exact: true }).click();
		await sheet.getByLabel(say['report.name']).fill(complaint);
		const about = sheet.getByLabel(say['report.about']);
		const choices = await about.locator('option').allTextContents();
		// His floor and his building, not the floor above, and not himself.
		expect(choices).toHaveLength(3);
		await about.selectOption(floorHead.id);
		await sheet.getByRole('button', { name: say['category.staff'], exact: true }).click();
		await expectUsable(unit.page, shot('complaint'));
		await sheet.getByRole('button', { name: say['report.send'], exact: true }).click();
		await unit.page.getByText(say['report.done']).waitFor();
		for (const person of [floorHead, head]) {
			const issues = await person.must<{ title: string }[]>('GET', `/items/${C.issues}?fields=title&limit=-1`);
			expect(issues.map(({ title }) => title)).not.toContain(complaint);
		}

		const office = await enter(group);
		await open(office.page, 'mine', complaint);
		await office.page.getByText(fill(say['detail.about'], { name: floorHead.name })).waitFor();
		await expectUsable(office.page, shot('complaint-group'));
		if (viewport === PHONE) await office.page.keyboard.press('Escape');
		await office.page.getByRole('button', { name: say['report.open'] }).click();
		const places = office.page.getByRole('dialog').getByLabel(say['report.grid']).locator('option');
		expect(await places.count()).toBe(1 + building.floors.length);
		await expectUsable(office.page, shot('report-group'));
	});

	test('a leaking pipe from the unit to logistics and back, not solved, and closed', async () => {
		const { building, leader, floorHead, head, clerk } = await createCast(server, language);
		const room = building.units[0]?.rooms[1];
		if (!room) throw new Error('the unit came without rooms');
		const unit = await enter(leader);
		await unit.page.getByText(say['empty.mine']).waitFor();
		await expectUsable(unit.page, shot('empty'));

		await unit.page.getByRole('button', { name: say['report.open'] }).click();
		const sheet = unit.page.getByRole('dialog');
		await sheet.getByRole('button', { name: say['report.send'], exact: true }).click();
		await sheet.getByText(say['report.name_missing']).waitFor();
		await sheet.getByLabel(say['report.name']).fill(TITLE);
		await sheet.getByLabel(say['report.room']).selectOption(String(room.id));
		await sheet.getByRole('button', { name: say['category.plumbing'], exact: true }).click();
		await sheet.getByLabel(say['report.note']).fill('地面已积水，先放了水盆。');
		await sheet
			.locator('input[type=file]')
			.setInputFiles({ name: 'leak.jpg', mimeType: 'image/jpeg', buffer: await phonePicture() });
		await sheet.locator('img').waitFor();
		// What is no picture is refused for good: it can only be removed.
		await sheet
			.locator('input[type=file]')
			.setInputFiles({ name: 'list.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
		const drop = sheet.getByRole('button', { name: say['photo.drop'], exact: true });
		await drop.waitFor();
		await drop.scrollIntoViewIfNeeded();
		expect(await sheet.getByRole('button', { name: say['photo.retry'] }).isVisible()).toBe(false);
		await expectUsable(unit.page, shot('photo-refused'));
		await drop.click();
		await expectUsable(unit.page, shot('report'));
		await sheet.getByRole('button', { name: say['report.send'], exact: true }).click();
		await unit.page.getByText(say['report.done']).waitFor();

		await open(unit.page, 'mine');
		await unit.page.locator('.detail img').first().waitFor();
		await expectUsable(unit.page, shot('detail'));
		const shown = await unit.page
			.locator('.detail img')
			.first()
			.evaluate(async (image) => {
				if (!(image instanceof HTMLImageElement)) return 0;
				await image.decode();
				return image.naturalWidth;
			});
		expect(shown).toBeGreaterThan(0);
		await begin(unit.page, 'do.escalate');
		await note(unit.page, '单元修不了');
		// What was typed is still there after a reload.
		await unit.page.reload();
		await unit.page.locator('.detail').waitFor();
		await begin(unit.page, 'do.escalate');
		expect(await unit.page.locator('#step-note').inputValue()).toBe('单元修不了');
		await send(unit.page, 'do.escalate');

		const floor = await enter(floorHead);
		await open(floor.page, 'mine');
		await begin(floor.page, 'do.escalate');
		await note(floor.page, '请后勤上门');
		await send(floor.page, 'do.escalate');

		const desk = await enter(head);
		await open(desk.page, 'mine');
		await begin(desk.page, 'do.dispatch');
		await desk.page.locator('.detail .form').getByRole('button', { name: say['do.dispatch'], exact: true }).click();
		await desk.page.getByText(say['form.to_missing']).waitFor();
		await desk.page.getByRole('button', { name: `${OFFICE} · ${say['form.suggested']}` }).click();
		await expectUsable(desk.page, shot('dispatch'));
		await send(desk.page, 'do.dispatch');
		await open(desk.page, 'watch');
		await desk.page.locator('.detail .holders').getByText(clerk.name).waitFor();
		expect(await desk.page.locator('.detail .holders a').getAttribute('href')).toBe('tel:02700000001');
		await expectUsable(desk.page, shot('watch'));

		if (viewport === PHONE) await desk.page.keyboard.press('Escape');
		await desk.page.mouse.move(0, 0);
		await expectUsable(desk.page, shot('watch-list'));

		const office = await enter(clerk);
		await open(office.page, 'mine');
		await expectUsable(office.page, shot('office'));
		await begin(office.page, 'do.take');
		await send(office.page, 'do.take');
		await begin(office.page, 'do.settle');
		await note(office.page, '换了接头和软管');
		await expectUsable(office.page, shot('settle'));
		await send(office.page, 'do.settle');

		await open(floor.page, 'watch');
		await begin(floor.page, 'do.verify');
		await send(floor.page, 'do.verify');
		await begin(floor.page, 'do.feed_back');
		await floor.page.getByRole('button', { name: '水管接头已修好' }).click();
		expect(await floor.page.locator('#step-note').inputValue()).toContain('已修好，请试用');
		await expectUsable(floor.page, shot('feed-back'));
		await send(floor.page, 'do.feed_back');

		await open(unit.page, 'raised');
		await begin(unit.page, 'do.answer');
		await unit.page.getByRole('button', { name: say['form.no'], exact: true }).click();
		await note(unit.page, '晚上又开始漏了');
		await expectUsable(unit.page, shot('answer'));
		await send(unit.page, 'do.answer');

		// Once more, and whoever raised it is told in the same breath.
		await office.page.reload();
		await office.page.locator('.list').waitFor();
		await open(office.page, 'mine');
		await begin(office.page, 'do.settle');
		await note(office.page, '整段水管已更换');
		await office.page.getByLabel(say['form.tell']).check();
		await send(office.page, 'do.settle');
		await office.page.locator('li[data-kind="feed_back"]').nth(1).waitFor();
		await open(unit.page, 'raised');
		await begin(unit.page, 'do.answer');
		await unit.page.getByRole('button', { name: say['form.yes'], exact: true }).click();
		await unit.page.getByRole('button', { name: fill(say['form.stars'], { count: 5 }), exact: true }).click();
		await send(unit.page, 'do.answer');
		await unit.page.locator('.detail .line[data-state="closed"]').waitFor();
		await expectUsable(unit.page, shot('closed'));
		const [row] = await administrator(server).must<IssueRow[]>(
			'GET',
			`/items/${C.issues}?filter[building][_eq]=${building.id}`,
		);
		expect(row).toMatchObject({ state: 'closed', reopened: 1 });
		for (const { complaints } of [unit, floor, desk, office]) expect(complaints).toEqual([]);
	});

	test('an emergency is known level by level', async () => {
		const { building, leader, floorHead, head } = await createCast(server, language);
		const room = building.units[0]?.rooms[0];
		const unit = await enter(leader);
		await unit.page.getByRole('button', { name: say['emergency.open'] }).click();
		const sheet = unit.page.getByRole('dialog');
		await sheet.getByRole('button', { name: say['emergency.injury'] }).click();
		await sheet.getByLabel(say['emergency.room']).selectOption(String(room?.id));
		await sheet.getByLabel(say['emergency.note']).fill('从上铺摔下，意识清醒，已拨打 120');
		await expectUsable(unit.page, shot('emergency'));
		await sheet.getByRole('button', { name: say['emergency.send'], exact: true }).click();
		await sheet.getByText(say['emergency.told']).waitFor();
		await sheet.getByRole('button', { name: say['sheet.done'] }).click();

		const floor = await enter(floorHead);
		const card = floor.page.locator('.emergency.asked');
		await card.waitFor();
		expect(await card.innerText()).toContain(leader.name);
		expect(await card.getByRole('link').first().getAttribute('href')).toBe('tel:02700000001');
		await expectUsable(floor.page, shot('emergency-asked'));
		await card.getByLabel(say['emergency.add_note']).fill('正在上楼');
		await card.getByRole('button', { name: say['emergency.i_know'] }).click();
		const levels = (page: Page) => page.locator('.emergency.card li');
		await levels(floor.page).filter({ hasText: floorHead.name }).waitFor();
		expect(await floor.page.locator('.emergency.asked').count()).toBe(0);

		const desk = await enter(head);
		await levels(desk.page).filter({ hasText: floorHead.name }).waitFor();
		await desk.page.getByRole('button', { name: say['emergency.i_know'] }).click();
		await levels(desk.page).filter({ hasText: head.name }).waitFor();
		await expectUsable(desk.page, shot('emergency-known'));
		for (const { complaints } of [unit, floor, desk]) expect(complaints).toEqual([]);
	});

	test('somebody else is quicker: told what has become of it, and what was typed is kept', async () => {
		const { building, leader } = await createCast(server, language);
		const unit = building.units[0];
		const report = { kind: 'report', title: TITLE, category: 'plumbing', grid: unit?.id, room: unit?.rooms[0]?.id };
		const { issue } = await leader.must<{ issue: number }>('POST', `/items/${C.issueSteps}`, {
			client_key: randomUUID(),
			...report,
		});
		const { page, context } = await enter(leader);
		await open(page, 'mine');
		await begin(page, 'do.settle');
		await note(page, '拧紧了接头');
		await leader.must('POST', `/items/${C.issueSteps}`, {
			client_key: randomUUID(),
			kind: 'escalate',
			issue,
			note: '修不了',
		});
		await page.locator('.detail .form').getByRole('button', { name: say['do.settle'], exact: true }).click();
		await page.getByText(fill(say['form.closed_step'], { step: say['do.settle'] })).waitFor();
		expect(await page.locator('#step-note').inputValue()).toBe('拧紧了接头');
		await expectUsable(page, shot('changed'));

		// A note waits for the network, over a reload too, and is recorded once.
		await page.getByRole('button', { name: say['form.cancel'], exact: true }).click();
		await begin(page, 'do.note');
		await note(page, '没有网络时写的备注');
		await context.setOffline(true);
		await page.locator('.detail .form').getByRole('button', { name: say['do.note'], exact: true }).click();
		await page.getByText(say['send.offline']).waitFor();
		await expectUsable(page, shot('offline'));
		await context.setOffline(false);
		await page.locator('li[data-kind="note"]', { hasText: '没有网络时写的备注' }).waitFor();
		const steps = await administrator(server).must<object[]>(
			'GET',
			`/items/${C.issueSteps}?filter[issue][_eq]=${issue}&filter[kind][_eq]=note`,
		);
		expect(steps).toHaveLength(1);

		// What the leaders' page has left is tried from here, too; refused, it waits for the page that can explain it.
		const key = `grid.queue.${leader.id}.report.1.1`;
		const parcel = {
			key: randomUUID(),
			address: `/items/${C.nightSubmissions}?fields=id`,
			print: 'x',
			body: { kind: 'unit' },
			sentAt: new Date().toISOString(),
			held: false,
		};
		await page.evaluate(([name, text]) => localStorage.setItem(name, text), [key, JSON.stringify(parcel)] as const);
		const refused = page.waitForResponse((answer) => answer.url().includes(C.nightSubmissions));
		await page.reload();
		expect((await refused).status()).toBe(400);
		await page.locator('.notice').waitFor({ state: 'detached' });
		const kept = await page.evaluate((name) => localStorage.getItem(name), key);
		expect(JSON.parse(kept ?? '{}')).toMatchObject({ key: parcel.key, held: false });
	});
});

test('first visit under 150 KB', async () => {
	const server = await sharedServer();
	const { leader } = await createCast(server, 'zh-CN');
	const { page, context } = await visit({ viewport: PHONE });
	const session = await context.newCDPSession(page);
	let bytes = 0;
	session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
	await session.send('Network.enable');
	await logInAt(page, `${server.url}/grid/issues`, leader, 'zh-CN');
	await page.locator('.list').waitFor();
	console.log(`page of issues: ${Math.round(bytes / KB)} KB on the first visit`);
	expect(bytes).toBeLessThan(150 * KB);
});
