import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { POLICY_IDS } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { TONIGHT_DASHBOARD_ID } from '../../extensions/dormitory-grid/src/constants/start-pages.ts';
import { UNITS_IN_ONE_PICTURE } from '../../extensions/dormitory-grid/src/domain/board.ts';
import { panelsEnUS } from '../../extensions/dormitory-grid/src/lang/panels/en-US.ts';
import { panelsZhCN } from '../../extensions/dormitory-grid/src/lang/panels/zh-CN.ts';
import { HIERARCHY_TEXTS } from '../../extensions/dormitory-grid/src/panels/setting-texts.ts';
import { inLanguage } from '../../extensions/dormitory-grid/src/panels/studio-words.ts';
import type { HierarchyAnswer } from '../../extensions/dormitory-grid/src/types/api.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { at } from '../setup/paths.ts';
import { openDatabase, sharedServer } from '../setup/test-house.ts';
import { DESK, useBrowser, type Visitor } from './browser.ts';

const visit = useBrowser();
const PASSWORD = 'a-large-college-of-tests';
const TEXTS = { 'zh-CN': panelsZhCN, 'en-US': panelsEnUS };
const A_POLL = 25_000;
const FLOORS = 20;

/** A building of so many units that the college is too large for one picture, straight into the database. */
async function addManyUnits(college: number): Promise<string> {
	const db = openDatabase((await sharedServer()).database);
	const code = `L${college}`;
	const grid = { college, state: 'active' };
	const insert = async (rows: object[]): Promise<{ id: number; code: string; floor: number | null }[]> =>
		await db(C.grids).insert(rows).returning(['id', 'code', 'floor']);
	const [building] = await insert([{ ...grid, code, name: `${code}栋`, level: 1, position: 99 }]);
	const above = { building: building?.id, parent: building?.id };
	const floors = await insert(
		Array.from({ length: FLOORS }, (_, index) => {
			const number = index + 1;
			return { ...grid, ...above, code: `${code}-${number}`, name: `${number}层`, level: 2, position: number };
		}),
	);
	for (const floor of floors) {
		const place = { ...grid, building: building?.id, parent: floor.id, floor: floor.id, level: 3 };
		await insert(
			Array.from({ length: UNITS_IN_ONE_PICTURE / FLOORS }, (_, index) => {
				const number = index + 1;
				return { ...place, code: `${floor.code}-${number}`, name: `${number}单元`, position: number };
			}),
		);
	}
	return code;
}

async function open(visitor: Visitor, url: string, who: { email: string; password: string }, path: string) {
	const login = await visitor.context.request.post(`${url}/auth/login`, { data: { ...who, mode: 'session' } });
	expect(login.status()).toBe(200);
	await visitor.page.goto(`${url}/admin/insights/${path}`);
}

async function keep(page: Page, name: string): Promise<void> {
	const folder = at('.cache', 'test', 'screens');
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function expectReadable(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.include('.grid-hierarchy')
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test.each<Language>(['zh-CN', 'en-US'])(
	'a college too large for one picture comes floor by floor, and a building in full, in %s',
	async (language) => {
		const say = TEXTS[language];
		const server = await sharedServer();
		const building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
		const large = await addManyUnits(building.college);
		const [unit] = building.units;
		const away = unit?.rooms[0]?.residents[0];
		if (!unit || !away) throw new Error('the building came without its units');
		const leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit.id }] });
		const group = await createPerson(server, {
			posts: [{ position: 'working_group', college: building.college }],
			password: PASSWORD,
			language,
		});
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 300 });
		const { id: night } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const whole = await group.must<HierarchyAnswer>('GET', ROUTES.hierarchy);
		expect(whole.detail).toBe('floors');

		const visitor = await visit({ viewport: DESK, locale: language });
		const { page } = visitor;
		const asked: string[] = [];
		page.on('request', (request) => {
			const { pathname, searchParams } = new URL(request.url());
			if (pathname.endsWith(ROUTES.hierarchy)) asked.push(searchParams.get('building') ?? 'whole');
		});
		await open(visitor, server.url, { email: group.email, password: PASSWORD }, TONIGHT_DASHBOARD_ID);
		const panel = page.locator('.grid-hierarchy');
		const tile = panel.locator(`.tile[data-code="${building.code}"]`);
		await tile.waitFor({ timeout: 60_000 });
		expect(await panel.locator('.tile').count()).toBe(2);
		await panel.locator(`.tile[data-code="${large}"]`).waitFor();
		// No unit is drawn, and no building asked for, before one is opened.
		expect(await panel.locator('.cell').count()).toBe(0);
		expect(new Set(asked)).toEqual(new Set(['whole']));
		await expectReadable(page);
		await keep(page, `hierarchy-floors-${language}`);

		await tile.press('Enter');
		const card = panel.locator(`.list [data-code="${unit.code}"]`);
		await card.waitFor();
		await panel.getByRole('button', { name: say.college }).first().waitFor();
		expect(asked).toContain(String(building.id));
		expect(await panel.locator('.list .floor').count()).toBe(2);
		expect((await submit(leader, unitReport(night, unit, { [away.id]: 'not_returned' }))).status).toBe(200);
		await panel.locator(`.list [data-code="${unit.code}"][data-mark=on_time]`).waitFor({ timeout: A_POLL });
		await card.click();
		await panel.locator('.detail').getByText(leader.name).waitFor();
		await expectReadable(page);
		await keep(page, `hierarchy-floors-${language}-opened`);
		expect(await page.locator('body').innerText()).not.toContain('$t:');
		expect(visitor.complaints).toEqual([]);
	},
);

describe.each<Language>(['zh-CN', 'en-US'])('the panel’s settings in the Insights editor (%s)', (language) => {
	const name = (key: string) => inLanguage(HIERARCHY_TEXTS, key, language);

	test('stand in a person’s own words, and are kept', async () => {
		const server = await sharedServer();
		const admin = administrator(server);
		const building = await createBuilding(server);
		// A dashboard of this test's own: the seeded one is everybody's.
		const { id: dashboard } = await admin.must<{ id: string }>('POST', '/dashboards', { name: `测试 ${language}` });
		const { id: panel } = await admin.must<{ id: string }>('POST', '/panels', {
			dashboard,
			type: 'hierarchy',
			position_x: 1,
			position_y: 1,
			width: 60,
			height: 30,
			options: { root: { key: building.id, collection: C.grids } },
		});
		const editor = await createPerson(server, { password: PASSWORD, language });
		await admin.must('POST', '/access', { user: editor.id, policy: POLICY_IDS.administrator });
		const visitor = await visit({ viewport: DESK, locale: language });
		const { page } = visitor;
		// What the Studio keeps when its question for the project's owner was put off: it is a person's to answer.
		await visitor.context.addCookies([{ name: 'license-banner-dismissed', value: 'true', url: server.url }]);
		await open(visitor, server.url, { email: editor.email, password: PASSWORD }, `${dashboard}/${panel}`);
		const form = page.locator('.v-drawer');
		await form.getByText(name('night'), { exact: true }).waitFor({ timeout: 60_000 });
		// The picker of panels says what it is in both languages.
		await form.getByText(`${HIERARCHY_TEXTS[0]?.[1]} · ${HIERARCHY_TEXTS[0]?.[2]}`).first().waitFor();
		for (const key of ['night', 'night_note', 'root', 'root_note', 'refresh'])
			expect(await form.innerText()).toContain(name(key));
		expect(await form.innerText()).not.toMatch(/\$t:|grid_panel/);
		const seconds = form.locator('input[type=number]').last();
		await seconds.fill('45');
		await keep(page, `hierarchy-editor-${language}`);
		// The drawer's own confirmation, then the dashboard's.
		const button = (icon: string) => page.locator(`button:has([data-icon=${icon}])`).last();
		await form.locator('button:has([data-icon=check])').first().click();
		await form.waitFor({ state: 'detached' });
		await button('edit').click();
		await keep(page, `hierarchy-editor-${language}-saving`);
		await button('check').click();
		const kept = await waitFor('the panel to be saved', 20_000, async () => {
			const { options } = await admin.must<{ options: Record<string, unknown> }>('GET', `/panels/${panel}`);
			return options['refresh'] === undefined ? null : options;
		});
		expect(kept).toMatchObject({ refresh: 45, root: { key: building.id } });
		expect(visitor.complaints).toEqual([]);
	});
});
