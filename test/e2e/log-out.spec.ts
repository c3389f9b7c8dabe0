import { describe, expect, test } from 'vitest';
import { sharedServer } from '../setup/test-house.ts';
import { expectUsable, PHONE, DESK, TEXTS, useBrowser } from './browser.ts';
import { logIn, openEvening } from './evening.ts';

const visit = useBrowser();

describe.each([
	{ language: 'zh-CN', viewport: PHONE },
	{ language: 'en-US', viewport: DESK },
] as const)('logging out without network, in $language', ({ language, viewport }) => {
	const say = TEXTS[language];

	test('the names are gone at once, and the session as soon as the network is back', async () => {
		const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
		const [leader, other] = evening.leaders;
		const { page, context, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, leader, language);
		await page.evaluate(async () => {
			await navigator.serviceWorker.ready;
			while ((await (await caches.open('grid-pages-1')).keys()).length < 3)
				await new Promise((done) => setTimeout(done, 50));
		});
		// A tick that was never sent, and what nobody takes any more: neither is for whoever has the phone next.
		await page.locator('.tile').first().click();
		await page.getByRole('dialog').getByRole('button', { name: say['mark.not_returned'], exact: true }).click();
		await page.keyboard.press('Escape');
		expect(await kept(page, 'grid.draft.')).toHaveLength(1);

		await context.setOffline(true);
		await page.getByRole('button', { name: say['app.log_out'], exact: true }).click();
		const leaving = page.getByRole('heading', { name: say['logout.pending'] });
		await leaving.waitFor();
		expect(await page.locator('.tile').count()).toBe(0);
		expect(await page.getByLabel(say['login.account']).count()).toBe(0);
		expect(await kept(page, 'grid.draft.')).toEqual([]);
		expect(await kept(page, 'grid.answer')).toEqual([]);
		await expectUsable(page, `log-out-pending-${language}`);

		const session = (await context.cookies()).find(({ name }) => name === 'directus_session_token')?.value ?? '';
		expect(await statusUnder(evening.url, session)).toBe(200);

		// Started again, and still no network: nothing of the former person is shown.
		await page.reload();
		await leaving.waitFor();
		const asked: string[] = [];
		page.on('request', (request) => asked.push(new URL(request.url()).pathname));
		await context.setOffline(false);
		await page.getByLabel(say['login.account']).waitFor();
		expect(await page.getByText(leader.name).count()).toBe(0);
		expect(asked).toContain('/auth/logout');
		expect(asked.indexOf('/auth/logout')).toBeLessThan(asked.indexOf('/grid/api/tonight'));
		expect(await statusUnder(evening.url, session)).not.toBe(200);
		expect(await kept(page, 'grid.logout')).toEqual([]);

		await logIn(page, evening, other, language);
		expect(await page.getByText(other.name).count()).toBeGreaterThan(0);
		expect(complaints).toEqual([]);
	});
});

test('what was kept for a night long over is gone when the page opens', async () => {
	const language = 'zh-CN';
	const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
	const { page } = await visit({ viewport: PHONE });
	await page.goto(`${evening.url}/grid/tonight`);
	await page.evaluate(() => {
		const old = new Date(Date.now() - 49 * 3_600_000).toISOString();
		const parcel = { key: 'key-0001', address: '/items/emergencies', print: '{}', body: { note: 'x' }, sentAt: old };
		localStorage.setItem('grid.queue.somebody.emergency.1', JSON.stringify(parcel));
		localStorage.setItem('grid.draft.somebody.1.1', JSON.stringify({ ticks: {}, reason: 'x', note: '', seenAt: old }));
	});
	await page.reload();
	await page.getByLabel(TEXTS[language]['login.account']).waitFor();
	expect([...(await kept(page, 'grid.queue.')), ...(await kept(page, 'grid.draft.'))]).toEqual([]);
});

async function kept(page: Awaited<ReturnType<typeof visit>>['page'], prefix: string): Promise<string[]> {
	return await page.evaluate((start) => Object.keys(localStorage).filter((key) => key.startsWith(start)), prefix);
}

async function statusUnder(url: string, session: string): Promise<number> {
	const headers = { cookie: `directus_session_token=${session}` };
	return (await fetch(`${url}/grid/api/tonight`, { headers })).status;
}
