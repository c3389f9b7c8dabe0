import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { deskEnUS } from '../../extensions/dormitory-grid/src/lang/pages/desk/en-US.ts';
import { deskZhCN } from '../../extensions/dormitory-grid/src/lang/pages/desk/zh-CN.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';

const visit = useBrowser();
const PASSWORD = 'a-working-group-of-tests';
const WALL = { width: 1920, height: 1080 };
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...deskZhCN }, 'en-US': { ...sharedEnUS, ...deskEnUS } };
/** The page asks every eight seconds. */
const A_POLL = 25_000;

interface Scene {
	url: string;
	building: Building;
	leaders: Person[];
	group: Person;
	night: number;
}

/** A building of six floors and thirty units, of which the first two have leaders. */
async function openScene(options: { language: Language; closesIn: number }): Promise<Scene> {
	const server = await sharedServer();
	const building = await createBuilding(server, {
		floors: 6,
		unitsPerFloor: 5,
		roomsPerUnit: 1,
		residentsPerRoom: 4,
		departments: 3,
	});
	const admin = administrator(server);
	const [first] = building.departments;
	await admin.must('PATCH', `/items/${C.departments}/${first}`, { name: '现代信息技术与人工智能应用产业学院' });
	const leaders: Person[] = [];
	for (const index of [0, 1]) {
		const grid = building.units[index]?.id ?? 0;
		leaders.push(
			await createPerson(server, {
				posts: [{ position: 'unit_leader', grid }],
				phone: `1990000200${index}`,
				password: PASSWORD,
			}),
		);
	}
	await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
	const ladder = [
		{ after: 0, positions: ['counsellor'] },
		{ after: 1, positions: ['instructor', 'building_head'] },
	];
	await admin.must('PATCH', `/items/${C.colleges}/${building.college}`, { ladder });
	const group = await createPerson(server, {
		posts: [{ position: 'working_group', college: building.college }],
		password: PASSWORD,
		language: options.language,
	});
	const rehearsal = await createRehearsal(group, { root: building.id, closesIn: options.closesIn });
	const { id } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	return { url: server.url, building, leaders, group, night: id };
}

async function logIn(page: Page, scene: Scene, language: Language): Promise<void> {
	await logInAt(page, scene, scene.group.email, language);
	await page.locator('.headline h1').waitFor();
}

async function logInAt(page: Page, { url }: Scene, email: string, language: Language = 'zh-CN'): Promise<void> {
	const say = TEXTS[language];
	await page.goto(`${url}/grid/desk`);
	await page.locator('#account').waitFor();
	if (language === 'en-US') await page.getByRole('button', { name: 'English' }).click();
	await page.getByLabel(say['login.account']).fill(email);
	await page.getByLabel(say['login.password'], { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: say['login.submit'] }).click();
}

describe.each<{ device: string; viewport: Viewport; language: Language }>([
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
])('the working group’s desk on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `desk-${device}-${language}-${name}`;

	test('follows the night, names the silent, opens a unit, and winds the night back', async () => {
		const scene = await openScene({ language, closesIn: 40 });
		const { building, leaders, night } = scene;
		const [unit, second] = building.units;
		const away = unit?.rooms[0]?.residents[0];
		if (!unit || !second || !away) throw new Error('the building came without its units');
		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, scene, language);
		const cell = page.locator(`.cell[data-unit="${unit.code}"]`).first();
		await cell.waitFor();
		expect(await cell.getAttribute('data-state')).toBe('due');
		expect(await page.locator('.cell[data-unit]').count()).toBe(30);
		await expectUsable(page, shot('empty'));

		// A report is seen without a reload, and the unit opens down to its rows.
		expect((await submit(leaders[0]!, unitReport(night, unit, { [away.id]: 'not_returned' }))).status).toBe(200);
		await page.locator(`.cell[data-unit="${unit.code}"][data-state=on_time]`).waitFor({ timeout: A_POLL });
		await cell.click();
		const sheet = page.getByRole('dialog');
		await sheet.getByText(away.name).waitFor();
		expect(await sheet.innerText()).toContain(leaders[0]?.name);
		await expectUsable(page, shot('unit'));
		await page.keyboard.press('Escape');

		await waitForNight(scene, { id: night }, 'closed');
		await page.locator('.headline [data-mark=bad] dd', { hasText: '29' }).waitFor({ timeout: A_POLL });
		const silent = page.locator('section', { hasText: say['silent.title'].split('{')[0]?.trim() ?? '' });
		expect(
			await silent
				.getByRole('link', { name: leaders[1]?.name ?? '' })
				.first()
				.getAttribute('href'),
		).toBe('tel:19900002001');
		// Who is still missed, and whom it has been told to.
		const missed = page.locator('section:visible', { has: page.locator('#open-title') });
		await missed.locator('.ladder', { hasText: say['position.building_head'] }).waitFor({ timeout: A_POLL });
		expect(await missed.innerText()).toContain(away.name);
		await missed.scrollIntoViewIfNeeded();
		await expectUsable(page, shot('closed'));

		// Said to be back by mistake, and seen at the desk: taken back there.
		await leaders[0]!.must('POST', `/items/${C.nightFollowups}`, { night, student: away.id, kind: 'back' });
		const settled = missed.locator('details');
		await settled.locator('summary').click({ timeout: A_POLL });
		await settled.getByText(leaders[0]?.name ?? '').waitFor();
		await missed.scrollIntoViewIfNeeded();
		await expectUsable(page, shot('settled'));
		await settled.getByRole('button').click();
		await page.getByRole('dialog').getByRole('button', { name: say['reopen.other'] }).click();
		await expectUsable(page, shot('take-back'));
		await page.getByRole('button', { name: say['reopen.send'], exact: true }).click();
		await page
			.getByRole('status')
			.getByText(say['followup.saved.reopened'].replace('{name}', away.name), { exact: true })
			.waitFor();
		await settled.waitFor({ state: 'detached' });
		expect(await missed.innerText()).toContain(away.name);
		await expectUsable(page, shot('taken-back'));

		const late = { ...unitReport(night, second), reason: '停电' };
		expect((await submit(leaders[1]!, late)).status).toBe(200);
		await page.locator(`.cell[data-unit="${second.code}"][data-state=late]`).waitFor({ timeout: A_POLL });

		await page.getByRole('link', { name: say['tab.replay'] }).click();
		const wound = page.locator(`.replay .cell[data-unit="${second.code}"]`);
		await wound.waitFor();
		const slider = page.getByRole('slider');
		await slider.focus();
		await page.keyboard.press('Home');
		await page.keyboard.press('End');
		expect(await wound.getAttribute('data-state')).toBe('late');
		await page.keyboard.press('ArrowLeft');
		await expectUsable(page, shot('replay'));
		await page.getByRole('button', { name: say['replay.play'] }).click();
		await page.getByRole('button', { name: say['replay.play'] }).waitFor();
		expect(await page.locator('.replay').innerText()).not.toContain('{');
		expect(complaints).toEqual([]);
	});
});

test('who is logged in without the post is told so at once, and not asked for a password again', async () => {
	const scene = await openScene({ language: 'zh-CN', closesIn: 60 });
	const { page } = await visit({ viewport: PHONE });
	await logInAt(page, scene, scene.leaders[0]?.email ?? '');
	await page.getByText(TEXTS['zh-CN']['page.refused']).waitFor();
	await page.reload();
	await page.getByText(TEXTS['zh-CN']['page.refused']).waitFor();
	expect(await page.locator('#account').count()).toBe(0);
	const { 'nav.tonight': tonight, 'nav.issues': issues } = TEXTS['zh-CN'];
	await page.getByRole('link', { name: issues, exact: true }).waitFor();
	await expectUsable(page, 'desk-phone-zh-CN-refused');
	await page.getByRole('link', { name: tonight, exact: true }).click();
	await page.locator('#grid-title').waitFor();
});

test.each<Language>(['zh-CN', 'en-US'])(
	'the wall board names no student and fits its screen, in %s',
	async (language) => {
		const scene = await openScene({ language, closesIn: 60 });
		const [unit] = scene.building.units;
		const away = unit?.rooms[0]?.residents[0];
		if (!unit || !away) throw new Error('the building came without its units');
		const NAME = '欧阳不上墙';
		await administrator(scene).must('PATCH', `/items/${C.students}/${away.id}`, { name: NAME });
		const report = unitReport(scene.night, unit, { [away.id]: 'not_returned' });
		expect((await submit(scene.leaders[0]!, report)).status).toBe(200);
		const note = { night: scene.night, student: away.id, kind: 'not_reached' };
		await scene.group.must('POST', `/items/${C.nightFollowups}`, note);
		const { page, complaints } = await visit({ viewport: WALL, locale: language });
		await logIn(page, scene, language);
		await page.getByRole('link', { name: TEXTS[language]['tab.wall'] }).click();
		await page.locator('.board.wall .cell[data-state=on_time]').first().waitFor();
		expect(new URL(page.url()).hash).toBe('#wall');
		const text = await page.locator('body').innerText();
		expect(text).toContain(unit.code);
		expect(text).not.toContain(NAME);
		// Leaders are students, too.
		for (const leader of scene.leaders) expect(text).not.toContain(leader.name);
		expect(text).not.toMatch(/1\d{10}/);
		await expectUsable(page, `desk-wall-${language}`);
		expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
		// The screen of an office comes up as a wall board again by itself.
		await page.reload();
		await page.locator('.board.wall').waitFor();
		await page.keyboard.press('Tab');
		await page.getByRole('button', { name: TEXTS[language]['wall.leave'] }).press('Enter');
		await page.locator('.board:not(.wall)').waitFor();
		expect(complaints).toEqual([]);
	},
);
