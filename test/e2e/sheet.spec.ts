import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { sheetEnUS } from '../../extensions/dormitory-grid/src/lang/pages/sheet/en-US.ts';
import { sheetZhCN } from '../../extensions/dormitory-grid/src/lang/pages/sheet/zh-CN.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, PHONE, SCREENS, useBrowser } from './browser.ts';
import { look } from './cast.ts';

const visit = useBrowser();
const PASSWORD = 'a-sheet-of-tests';
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...sheetZhCN }, 'en-US': { ...sharedEnUS, ...sheetEnUS } };
const LONG_NAME = '阿卜杜热合曼·麦麦提图尔荪巴依';
/** Millimetres of an upright A4 page in CSS pixels, less its margins. */
const PAPER = { width: Math.round(((210 - 18) * 96) / 25.4), height: 1000 };

describe.each<Language>(['zh-CN', 'en-US'])('a floor on paper, in %s', (language) => {
	const say = TEXTS[language];

	/** A floor as full as they come: 24 rooms of six, in four units; codes and names as a college writes them. */
	async function openFloor() {
		const server = await sharedServer();
		const building = await createBuilding(server, { unitsPerFloor: 4, roomsPerUnit: 6, residentsPerRoom: 6 });
		const [floor] = building.floors;
		const [first, second] = building.residents;
		if (!floor || !first || !second) throw new Error('nobody lives there');
		const admin = administrator(server);
		await admin.must('PATCH', `/items/${C.grids}/${building.id}`, { name: '3 栋' });
		await admin.must('PATCH', `/items/${C.grids}/${floor.id}`, { name: '2 层' });
		const rooms = floor.units.flatMap((unit) => unit.rooms);
		for (const [index, { id }] of rooms.entries())
			await admin.must('PATCH', `/items/${C.rooms}/${id}`, { number: `3-2${String(index + 1).padStart(2, '0')}` });
		await admin.must('PATCH', `/items/${C.students}/${first.id}`, { name: LONG_NAME });
		const post = (position: 'floor_head' | 'unit_leader', grid: number, phone: string) =>
			createPerson(server, { posts: [{ position, grid }], password: PASSWORD, language, phone });
		const head = await post('floor_head', floor.id, '19900005000');
		for (const [index, unit] of floor.units.slice(0, 3).entries())
			await post('unit_leader', unit.id, `1990000510${index}`);
		const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		const span = { starts_at: new Date(Date.now() - 60_000), ends_at: new Date(Date.now() + 86_400_000) };
		await group.must('POST', `/items/${C.leaves}`, { student: second.id, state: 'approved', ...span });
		const rehearsal = await createRehearsal(group, { root: floor.id, closesIn: 1800 });
		await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		return { server, building, floor, head, first, second };
	}

	test('its head opens it from the tonight page: three pages of A4 at the most, leave ticked, nothing cut off', async () => {
		const { server, floor, head } = await openFloor();
		const { page, context, complaints } = await visit({ viewport: DESK, locale: language });
		await page.goto(`${server.url}/grid/tonight`);
		await page.locator('#account').waitFor();
		if (language === 'en-US' && (await page.getByRole('button', { name: 'English' }).isVisible()))
			await page.getByRole('button', { name: 'English' }).click();
		await page.getByLabel(say['login.account']).fill(head.email);
		await page.getByLabel(say['login.password'], { exact: true }).fill(PASSWORD);
		await page.getByRole('button', { name: say['login.submit'] }).click();
		const opening = context.waitForEvent('page');
		await page.getByRole('link', { name: say['sheet.print_of'].replace('{code}', floor.code) }).click();
		const sheet = await opening;
		await sheet.locator('.paper').waitFor();
		expect(await sheet.title()).toBe(say['page.title']);
		expect(await sheet.locator('tbody .name:not(.empty)').count()).toBeGreaterThanOrEqual(144);
		expect(await sheet.locator('.square', { hasText: '✓' }).count()).toBe(1);
		await sheet.getByText(LONG_NAME).waitFor();
		await look(sheet, `sheet-${language}`);

		await sheet.emulateMedia({ media: 'print' });
		await sheet.setViewportSize(PAPER);
		const cut = await sheet.evaluate(() =>
			[...document.querySelectorAll('.paper h1, .paper h2, .paper th, .paper td')]
				.filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
				.map((cell) => cell.textContent),
		);
		expect(cut).toEqual([]);
		await sheet.screenshot({ path: join(SCREENS, `sheet-print-${language}.png`), fullPage: true });
		const pdf = await sheet.pdf({ preferCSSPageSize: true, printBackground: true });
		writeFileSync(join(SCREENS, `sheet-${language}.pdf`), pdf);
		const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
		expect(pages).toBeGreaterThan(0);
		expect(pages).toBeLessThanOrEqual(3);
		expect(complaints).toEqual([]);
	});

	test('whoever may not see it is told so in words, and a sheet without a floor explains itself', async () => {
		const { server, building, floor } = await openFloor();
		const leader = await createPerson(server, {
			posts: [{ position: 'unit_leader', grid: building.units[3]?.id ?? 0 }],
			password: PASSWORD,
			language,
		});
		const { page } = await visit({ viewport: PHONE, locale: language });
		await page.goto(`${server.url}/grid/sheet?floor=${floor.id}`);
		await page.locator('#account').waitFor();
		if (language === 'en-US') await page.getByRole('button', { name: 'English' }).click();
		await page.getByLabel(say['login.account']).fill(leader.email);
		await page.getByLabel(say['login.password'], { exact: true }).fill(PASSWORD);
		await page.getByRole('button', { name: say['login.submit'] }).click();
		await page.getByText(say['page.refused']).waitFor();
		await look(page, `sheet-refused-${language}`);
		await page.goto(`${server.url}/grid/sheet`);
		await page.getByText(say['page.no_floor']).waitFor();
	});
});
