import { expect, test } from 'vitest';
import { sharedServer } from '../setup/test-house.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { DESK, PHONE, TEXTS, useBrowser, type Viewport } from './browser.ts';
import { logIn, openEvening, PASSWORD } from './evening.ts';

const visit = useBrowser();

test.each<{ name: string; viewport: Viewport }>([
	{ name: 'phone', viewport: PHONE },
	{ name: 'desk', viewport: DESK },
])('the Studio opens the tonight page as a module, uncovered, on a $name', async ({ viewport }) => {
	const evening = await openEvening(await sharedServer(), { language: 'zh-CN', closesIn: 300 });
	const { page } = await visit({ viewport });
	await logIn(page, evening, evening.leaders[0], 'zh-CN');
	await page.goto(`${evening.url}/admin/tonight`);
	const frame = page.frameLocator('iframe');
	await frame.locator('.room').first().waitFor({ timeout: 60_000 });
	const box = await page.locator('iframe').boundingBox();
	expect(box?.width).toBeGreaterThan(viewport === PHONE ? 380 : 700);
	// Whatever lies over the button would take the tap.
	await frame.locator('.bar .button').first().click();
	expect(await frame.locator('.tile[data-mark=in]').count()).toBe(30);
	// The Studio's session is the Studio's: it is not ended from in here.
	expect(await frame.getByRole('button', { name: '退出' }).count()).toBe(0);
});

test('what leads on to another page leaves the Studio’s frame', async () => {
	const server = await sharedServer();
	const evening = await openEvening(server, { language: 'zh-CN', closesIn: 300 });
	const post = { position: 'counsellor', department: evening.building.departments[0] ?? 0 } as const;
	const counsellor = await createPerson(server, { posts: [post], password: PASSWORD });
	const { page } = await visit({ viewport: DESK });
	await logIn(page, evening, counsellor, 'zh-CN');
	await page.goto(`${evening.url}/admin/tonight`);
	const link = page.frameLocator('iframe').getByRole('link', { name: TEXTS['zh-CN']['idle.open_counsellor'] });
	await link.click({ timeout: 60_000 });
	await page.waitForURL('**/grid/counsellor');
	await page.locator('.headline h1').waitFor();
});

test('on a phone’s first visit no side bar covers the Studio', async () => {
	const evening = await openEvening(await sharedServer(), { language: 'zh-CN', closesIn: 60 });
	const { page } = await visit({ viewport: PHONE });
	await logIn(page, evening, evening.leaders[0], 'zh-CN');
	await page.goto(`${evening.url}/admin/content`);
	await page.locator('.header-bar').first().waitFor({ timeout: 60_000 });
	const covered = await page.evaluate(() => {
		const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
		return middle?.closest('.overlay, aside, [role=navigation]') !== null;
	});
	expect(covered).toBe(false);
	expect(
		await page.evaluate(() => [localStorage.getItem('nav-bar-collapsed'), localStorage.getItem('sidebar-collapsed')]),
	).toEqual(['true', 'true']);
});
