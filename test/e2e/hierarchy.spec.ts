import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { TONIGHT_DASHBOARD_ID } from '../../extensions/dormitory-grid/src/constants/start-pages.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { panelsEnUS } from '../../extensions/dormitory-grid/src/lang/panels/en-US.ts';
import { panelsZhCN } from '../../extensions/dormitory-grid/src/lang/panels/zh-CN.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, useBrowser, type Visitor } from './browser.ts';

const visit = useBrowser();
const PASSWORD = 'a-working-group-of-tests';
const PHONE_NUMBER = '19900004321';
const TEXTS = { 'zh-CN': panelsZhCN, 'en-US': panelsEnUS };
/** The panel asks every ten seconds. */
const A_POLL = 25_000;

interface Scene {
	url: string;
	building: Building;
	leader: Person;
	group: Person;
	night: number;
}

/** Two buildings of one college, the first of them in a rehearsal. */
async function openScene({ language, closesIn }: { language: Language; closesIn: number }): Promise<Scene> {
	const server = await sharedServer();
	const building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
	await createBuilding(server, { college: building.college });
	const unit = building.units[0];
	if (!unit) throw new Error('the building came without its units');
	const leader = await createPerson(server, {
		posts: [{ position: 'unit_leader', grid: unit.id }],
		phone: PHONE_NUMBER,
	});
	const group = await createPerson(server, {
		posts: [{ position: 'working_group', college: building.college }],
		password: PASSWORD,
		language,
	});
	const rehearsal = await createRehearsal(group, { root: building.id, closesIn });
	const { id } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	return { url: server.url, building, leader, group, night: id };
}

/** Through the Studio's own form; where it leads is the Studio's doing. */
async function logIn(visitor: Visitor, { url, group }: Scene): Promise<Page> {
	const { page } = visitor;
	await page.goto(`${url}/admin/login`);
	await page.locator('input[type=email]').fill(group.email);
	await page.locator('input[type=password]').fill(PASSWORD);
	await page.locator('button[type=submit]').click();
	// A working group's first log-in leads to its desk.
	await page.waitForURL('**/admin/desk', { timeout: 60_000 });
	await page.goto(`${url}/admin/insights/${TONIGHT_DASHBOARD_ID}`);
	await page.locator('.grid-hierarchy .card').first().waitFor({ timeout: 60_000 });
	return page;
}

async function expectReadable(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.include('.grid-hierarchy')
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

describe('the hierarchy of a night', () => {
	test('opens for the working group, follows a report, and leads down to who is responsible', async () => {
		const scene = await openScene({ language: 'zh-CN', closesIn: 300 });
		const { building, leader, night } = scene;
		const [unit] = building.units;
		const [floor] = building.floors;
		const away = unit?.rooms[0]?.residents[0];
		if (!unit || !floor || !away) throw new Error('the building came without its residents');
		const visitor = await visit({ viewport: DESK });
		const page = await logIn(visitor, scene);

		const panel = page.locator('.grid-hierarchy');
		const cell = panel.locator(`.cell[data-code="${unit.code}"]`);
		await panel.getByText(panelsZhCN.rehearsal, { exact: true }).waitFor();
		expect(await cell.getAttribute('data-mark')).toBe('due');
		expect(await cell.getAttribute('aria-label')).toContain(panelsZhCN.state_due);
		// The building beside it takes no part.
		expect(await panel.locator('.cell[data-mark=none]').count()).toBe(2);
		await expectReadable(page);

		// While nothing moves, an answer is no more than its head.
		const quiet = await page.waitForResponse(
			(reply) => reply.url().includes(ROUTES.hierarchy) && reply.status() === 304,
			{
				timeout: A_POLL,
			},
		);
		expect(await quiet.request().headerValue('if-none-match')).toMatch(/^"/);

		expect((await submit(leader, unitReport(night, unit, { [away.id]: 'not_returned' }))).status).toBe(200);
		await panel.locator(`.cell[data-code="${unit.code}"][data-mark=on_time]`).waitFor({ timeout: A_POLL });
		const told = await cell.getAttribute('aria-label');
		expect(told).toContain(panelsZhCN.state_on_time);
		expect(told).toContain(`${panelsZhCN.not_returned} 1`);

		await panel.locator(`.card[data-code="${building.code}"] .head`).press('Enter');
		expect(await panel.locator('.list .floor').count()).toBe(2);
		await panel
			.getByRole('region', { name: panelsZhCN.floor.replace('{code}', floor.code) })
			.locator('header button.name')
			.click();
		expect(await panel.locator('.list .floor').count()).toBe(1);
		await panel.locator(`.list [data-code="${unit.code}"]`).click();
		const detail = panel.locator('.detail');
		expect(await detail.getByRole('link').getAttribute('href')).toBe(`tel:${PHONE_NUMBER}`);
		expect(await detail.innerText()).toContain(leader.name);
		await expectReadable(page);
		for (let level = 0; level < 3; level++) await panel.locator('button.back').press('Escape');
		await cell.waitFor();
		expect(visitor.complaints).toEqual([]);
	});

	test('names the silent after the close, in English and in the dark', async () => {
		const scene = await openScene({ language: 'en-US', closesIn: 30 });
		const say = TEXTS['en-US'];
		await scene.group.must('PATCH', '/users/me', { appearance: 'dark' });
		const visitor = await visit({ viewport: DESK, locale: 'en-US' });
		const page = await logIn(visitor, scene);
		const panel = page.locator('.grid-hierarchy');
		await panel.getByText(say.rehearsal, { exact: true }).waitFor();
		await panel.getByText(say.until_close).waitFor();
		await waitForNight(scene, { id: scene.night }, 'closed');
		await panel.getByText(say.stage_closed, { exact: true }).waitFor({ timeout: A_POLL });
		await panel.locator('.cell[data-mark=missing]').first().waitFor({ timeout: A_POLL });
		expect(await panel.locator('.cell[data-mark=missing]').count()).toBe(4);
		const silent = panel.getByRole('region', { name: say.silent_units });
		expect(await silent.getByRole('listitem').count()).toBe(4);
		expect(await silent.getByRole('link').getAttribute('href')).toBe(`tel:${PHONE_NUMBER}`);
		await expectReadable(page);
		expect(await page.locator('body').innerText()).not.toContain('$t:');
		expect(visitor.complaints).toEqual([]);
	});
});
