import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { IssueCategory } from '../../extensions/dormitory-grid/src/constants/issues.ts';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { ISSUES_DASHBOARD_ID } from '../../extensions/dormitory-grid/src/constants/start-pages.ts';
import { categoriesEnUS, categoriesZhCN } from '../../extensions/dormitory-grid/src/lang/categories.ts';
import { measuresEnUS } from '../../extensions/dormitory-grid/src/lang/pages/measures/en-US.ts';
import { measuresZhCN } from '../../extensions/dormitory-grid/src/lang/pages/measures/zh-CN.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { appointNew, type CollegeRows, insertCollege, stepAs } from '../setup/fixtures/rows.ts';
import type { Server } from '../setup/start-directus.ts';
import { newDatabase, newServer, openDatabase } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, SCREENS, useBrowser, type Viewport } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';

const visit = useBrowser();
const TEXTS = {
	'zh-CN': { ...categoriesZhCN, ...measuresZhCN },
	'en-US': { ...categoriesEnUS, ...measuresEnUS },
};
const OFFICE = '后勤管理处（含维修服务中心与公寓物业管理办公室）';
const HOUR = 3_600_000;
const CATEGORIES: IssueCategory[] = ['plumbing', 'electricity', 'network', 'furniture', 'noise'];

let server: Server;
let college: CollegeRows;
const people = new Map<Language, Person>();
let roomHead: Person;

/** Forty issues of the last forty days, a day apart: a quarter untaken, a quarter in hand, a quarter owed a word, a quarter closed. */
beforeAll(async () => {
	const database = await newDatabase({ kind: 'sqlite' });
	const db = openDatabase(database);
	const now = Date.now();
	const before = (hours: number) => new Date(now - hours * HOUR);
	college = await insertCollege(db, before(50 * 24), { reportsFrom: null });
	const [office] = await db(C.departments)
		.insert({ code: 'HQ', name: OFFICE, college: college.college, kind: 'office' })
		.returning('id');
	const clerk = await appointNew(db, 'responsible_office', { department: office.id }, before(50 * 24));
	const head = college.leaderOf(college.building);
	for (let index = 0; index < 40; index++) {
		const unit = college.units[index % 4]?.id ?? 0;
		const leader = college.leaderOf(unit);
		const raised = 40 * 24 - index * 24 - 1;
		const report = { kind: 'report', title: `问题 ${index}`, category: CATEGORIES[index % 5], grid: unit };
		const issue = await stepAs(db, leader, report, before(raised));
		if (index % 4 === 0) continue;
		await stepAs(db, head, { kind: 'dispatch', issue, to_office: office.id }, before(raised - 0.3));
		await stepAs(db, clerk, { kind: 'take', issue }, before(raised - 0.4));
		if (index % 4 === 1) continue;
		await stepAs(db, clerk, { kind: 'settle', issue, note: '已修' }, before(raised - 0.9));
		if (index % 4 === 2) continue;
		await stepAs(db, head, { kind: 'feed_back', issue, note: '已修好' }, before(raised - 0.95));
		await stepAs(db, head, { kind: 'verify', issue }, before(raised - 0.98));
	}
	server = await newServer({ database });
	for (const language of ['zh-CN', 'en-US'] as const) {
		const posts = [{ position: 'working_group' as const, college: college.college }];
		people.set(language, await createPerson(server, { posts, language, password: LIGHT_PASSWORD }));
	}
	const room = college.units[0]?.rooms[0]?.id ?? 0;
	roomHead = await createPerson(server, { posts: [{ position: 'room_head', room }], password: LIGHT_PASSWORD });
}, 180_000);

describe.each<{ device: string; viewport: Viewport; language: Language }>([
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
])('the measures of issues on a $device in $language', ({ device, viewport, language }) => {
	test('are shown, narrowed down and taken away', async () => {
		const say = TEXTS[language];
		const { page, complaints } = await visit({ viewport, locale: language });
		const person = people.get(language);
		if (!person) throw new Error('nobody logs in');
		await logInAt(page, `${server.url}${ROUTES.measuresPage}`, person, language);
		await page.getByLabel(say['filter.from']).fill(new Date(Date.now() - 60 * 24 * HOUR).toISOString().slice(0, 10));
		const raised = page.locator('.figures .card').first().locator('.big');
		await expect.poll(async () => await raised.textContent()).toBe('40');
		expect(await page.locator('.ageing li').count()).toBe(5);
		// With whom they are is the sweep's affair, which has been at work since the server started.
		const owed = await page.locator('.debts .levels strong').allTextContents();
		expect(owed.reduce((sum, count) => sum + Number(count), 0)).toBe(10);
		await expectUsable(page, `measures-${device}-${language}`);

		await page.locator('.pair').scrollIntoViewIfNeeded();
		await expectUsable(page, `measures-ageing-${device}-${language}`);
		await page.getByRole('button', { name: say['groups.categories'] }).click();
		const rows = page.locator('.groups tbody tr');
		expect(await rows.count()).toBe(5);
		await page.locator('.groups').scrollIntoViewIfNeeded();
		await expectUsable(page, `measures-groups-${device}-${language}`);
		await page.getByLabel(say['filter.category']).selectOption('plumbing');
		await expect.poll(async () => await raised.textContent()).toBe('8');
		await expect.poll(async () => await rows.count()).toBe(1);

		// A span that cannot be asked for is said, and what was shown stays.
		await page.getByLabel(say['filter.to'], { exact: true }).fill('2020-01-01');
		await page.getByText(say['filter.backwards']).waitFor();
		expect(await raised.textContent()).toBe('8');

		const saved = page.waitForEvent('download');
		await page.locator('.files a').first().click();
		const file = await saved;
		expect(file.suggestedFilename()).toMatch(/^issue-measures-.*\.xlsx$/);
		const sheet = await readSheet(readFileSync(await file.path()), language);
		expect(sheet[1]?.cells[2]).toBe(8);
		expect(sheet.some(({ cells }) => cells[1] === OFFICE)).toBe(true);
		expect(complaints).toEqual([]);
	});
});

test('tells a room head that there is nothing for him, and the page of issues does not lead there', async () => {
	const { page } = await visit({ viewport: PHONE });
	await logInAt(page, `${server.url}${ROUTES.measuresPage}`, roomHead, 'zh-CN');
	await page.getByText(measuresZhCN['page.refused']).waitFor();
	await page.goto(`${server.url}${ROUTES.issuesPage}`);
	await page.locator('.hello').waitFor();
	expect(await page.locator('a[href="./measures"]').count()).toBe(0);
});

test('the dashboard of issues counts in the Studio what the working group reads', async () => {
	const { page, context } = await visit({ viewport: DESK });
	const person = people.get('zh-CN');
	const login = await context.request.post(`${server.url}/auth/login`, {
		data: { email: person?.email, password: LIGHT_PASSWORD, mode: 'session' },
	});
	expect(login.status()).toBe(200);
	await page.goto(`${server.url}/admin/insights/${ISSUES_DASHBOARD_ID}`);
	// Thirty are not closed, ten of them are owed a word.
	await page.locator('.metric').getByText('30', { exact: true }).waitFor({ timeout: 60_000 });
	await page.locator('.metric').getByText('10', { exact: true }).waitFor();
	await expect.poll(async () => await page.locator('.metric-list-item').count()).toBeGreaterThan(8);
	mkdirSync(SCREENS, { recursive: true });
	await page.screenshot({ path: join(SCREENS, 'issues-dashboard.png') });
});
