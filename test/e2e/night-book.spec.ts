import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { BOOK_DASHBOARD_ID } from '../../extensions/dormitory-grid/src/constants/start-pages.ts';
import { addDays, dateAt } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { bookEnUS } from '../../extensions/dormitory-grid/src/lang/panels/book-en-US.ts';
import { bookZhCN } from '../../extensions/dormitory-grid/src/lang/panels/book-zh-CN.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { type CollegeRows, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { at } from '../setup/paths.ts';
import type { Server } from '../setup/start-directus.ts';
import { newDatabase, newServer, openDatabase } from '../setup/test-house.ts';
import { DESK, PHONE, useBrowser, type Viewport, type Visitor } from './browser.ts';

const visit = useBrowser();
const PASSWORD = 'a-night-book-of-tests';
const TEXTS = { 'zh-CN': bookZhCN, 'en-US': bookEnUS };
const SCREENS = at('.cache', 'test', 'screens');
const NIGHTS = 12;
const VIEWS = ['rates', 'weekdays', 'departments', 'buildings', 'tables', 'exports'] as const;

let server: Server;
let college: CollegeRows;
let group: Person;
/** What the reports of the twelve nights come to, counted while they are made. */
const made = { on_time: 0, missing: 0, late_return: 0 };

/** Twelve nights before today, by the use cases themselves: one unit more or less silent, one or two students late each night. */
beforeAll(async () => {
	const database = await newDatabase({ kind: 'sqlite' });
	const db = openDatabase(database);
	const today = dateAt(new Date(), 'Asia/Shanghai');
	const first = addDays(today, -NIGHTS);
	const clock = (date: string, time: string) => new Date(`${date}T${time}+08:00`);
	college = await insertCollege(db, clock(first, '12:00:00'), { reportsFrom: first });
	for (let day = 0; day < NIGHTS; day++) {
		const date = addDays(first, day);
		await reconcile(db, clock(date, '22:20:03'));
		const { id: night } = await db(C.nights).where({ college: college.college, state: 'open' }).first('id');
		for (const [index, unit] of college.units.entries()) {
			if ((day + index) % 5 === 0) {
				made.missing++;
				continue;
			}
			const late = unit.rooms[0]?.residents.slice(0, day % 3) ?? [];
			const entries = Object.fromEntries(late.map(({ id }) => [id, 'late_return' as const]));
			await submitAs(db, college.leaderOf(unit.id), unitReport(night, unit, entries), clock(date, '22:26:00'));
			made.on_time++;
			made.late_return += late.length;
		}
		await reconcile(db, clock(date, '22:40:02'));
	}
	server = await newServer({ database });
	group = await createPerson(server, {
		posts: [{ position: 'working_group', college: college.college }],
		password: PASSWORD,
	});
});

async function open(language: Language, viewport: Viewport): Promise<Visitor & { panel: (view: string) => Locator }> {
	await group.must('PATCH', '/users/me', { language });
	const visitor = await visit({ viewport, locale: language });
	const login = await visitor.context.request.post(`${server.url}/auth/login`, {
		data: { email: group.email, password: PASSWORD, mode: 'session' },
	});
	expect(login.status()).toBe(200);
	await visitor.page.goto(`${server.url}/admin/insights/${BOOK_DASHBOARD_ID}`);
	await visitor.page.locator('.grid-book .figure').first().waitFor({ timeout: 60_000 });
	return { ...visitor, panel: (view) => visitor.page.locator(`.grid-book[data-view=${view}]`) };
}

async function keep(page: Page, name: string): Promise<void> {
	mkdirSync(SCREENS, { recursive: true });
	await page.screenshot({ path: join(SCREENS, `${name}.png`) });
}

async function expectReadable(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.include('.grid-book')
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

describe.each(['zh-CN', 'en-US'] as const)('the dashboard of the night’s book (%s)', (language) => {
	const texts = TEXTS[language];

	test('shows rates, late returns and tables, and takes them away as files', async () => {
		const { page, panel, complaints } = await open(language, DESK);
		await panel('weekdays').locator('.value').first().waitFor();
		const nights = made.on_time + made.missing;
		const share = Math.floor((made.on_time / nights) * 1000) / 10;
		expect(await panel('rates').locator('.figure strong').allInnerTexts()).toEqual([`${share}%`, `${share}%`]);
		expect(await panel('rates').locator('.unseen li').count()).toBe(NIGHTS);
		const late = await panel('weekdays').locator('.value').allInnerTexts();
		const counted = late.reduce((sum, text) => sum + Number(/[（(](\d+)/.exec(text)?.[1] ?? 0), 0);
		expect(counted).toBe(made.late_return);
		await keep(page, `book-${language}-desk-top`);

		for (const view of VIEWS) {
			await panel(view).scrollIntoViewIfNeeded();
			expect(await panel(view).innerText()).not.toContain(texts.failed);
		}
		const tables = panel('tables');
		await tables.getByRole('button', { name: texts.table_grids, exact: true }).click();
		await tables.getByLabel(texts.level).selectOption('3');
		await tables.locator('tbody tr').nth(3).waitFor();
		expect(await tables.locator('tbody tr').count()).toBe(4);
		await expectReadable(page);
		await keep(page, `book-${language}-desk-tables`);

		const [file] = await Promise.all([
			page.waitForEvent('download'),
			tables.getByRole('button', { name: texts.download.replace('{format}', 'xlsx') }).click(),
		]);
		expect(file.suggestedFilename()).toMatch(/^night-book-grids-.*\.xlsx$/);
		expect(await readSheet(readFileSync(await file.path()), language)).toHaveLength(5);
		expect(complaints).toEqual([]);
	});

	test('fits a phone panel by panel', async () => {
		const { page, panel } = await open(language, PHONE);
		await panel('rates').scrollIntoViewIfNeeded();
		await keep(page, `book-${language}-phone`);
		expect(await panel('rates').locator('.figure').count()).toBe(2);
	});
});

test('what is new is exported once, and downloaded as often as wanted', async () => {
	const { page, panel } = await open('zh-CN', DESK);
	const exports = panel('exports');
	await exports.getByText(bookZhCN.export_none).waitFor();
	await exports.getByRole('button', { name: bookZhCN.export_next }).click();
	const records = made.on_time * 6;
	await exports.getByText(bookZhCN.export_rows.replace('{rows}', String(records)), { exact: true }).waitFor();
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		exports.getByRole('button', { name: bookZhCN.download.replace('{format}', 'csv') }).click(),
	]);
	expect(await readSheet(readFileSync(await file.path()), 'zh-CN')).toHaveLength(records + 1);
	await exports.getByRole('button', { name: bookZhCN.export_next }).click();
	await exports.getByText(bookZhCN.export_rows.replace('{rows}', '0'), { exact: true }).waitFor();
	await exports.scrollIntoViewIfNeeded();
	await keep(page, 'book-export');
});
