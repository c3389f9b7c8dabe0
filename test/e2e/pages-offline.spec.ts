import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';

/** The pages beside the leaders': opened without network, and left without it. */
const visit = useBrowser();
const TEXTS: Readonly<Record<Language, Readonly<Record<keyof typeof sharedZhCN, string>>>> = {
	'zh-CN': sharedZhCN,
	'en-US': sharedEnUS,
};

test.each([
	{ path: 'counsellor', viewport: PHONE, language: 'zh-CN' },
	{ path: 'counsellor', viewport: DESK, language: 'en-US' },
	{ path: 'desk', viewport: DESK, language: 'zh-CN' },
	{ path: 'desk', viewport: PHONE, language: 'en-US' },
] as const)('$path in $language without network', async ({ path, viewport, language }) => {
	const server = await sharedServer();
	const building = await createBuilding(server);
	const post =
		path === 'desk'
			? ({ position: 'working_group', college: building.college } as const)
			: ({ position: 'counsellor', department: building.departments[0] ?? 0 } as const);
	const person = await createPerson(server, { posts: [post], password: LIGHT_PASSWORD, language });
	const say = TEXTS[language];
	const { page, context, complaints } = await visit({ viewport, locale: language });
	const address = `${server.url}/grid/${path}`;
	await logInAt(page, address, person, language);
	await page.locator('.headline h1').waitFor();
	await waitForShell(page, `/grid/${path}`);

	// Opened anew: the shell comes from this phone, and says that nothing can be read; names are not kept.
	await context.setOffline(true);
	await page.reload();
	await page.getByText(say['app.unreachable']).waitFor();
	expect(await page.getByText(person.name).count()).toBe(0);
	await expectUsable(page, `offline-${path}-${language}`);
	await context.setOffline(false);
	await page.locator('.headline h1').waitFor();

	// Left without network: the session ends before anything is asked under it.
	await context.setOffline(true);
	await page.getByRole('button', { name: say['app.log_out'], exact: true }).click();
	const leaving = page.getByRole('heading', { name: say['logout.pending'] });
	await leaving.waitFor();
	expect(await page.locator('.headline').count()).toBe(0);
	await page.reload();
	await leaving.waitFor();
	await expectUsable(page, `offline-leaving-${path}-${language}`);
	const asked: string[] = [];
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	await context.setOffline(false);
	await page.getByLabel(say['login.account']).waitFor();
	expect(asked).toContain('/auth/logout');
	const first = asked.findIndex((each) => each.startsWith('/grid/api/'));
	expect(asked.indexOf('/auth/logout')).toBeLessThan(first === -1 ? asked.length : first);
	const answer = await page.evaluate(async (api) => (await fetch(api)).status, `/grid/api/${path}`);
	expect([401, 403]).toContain(answer);
	expect(complaints).toEqual([]);
});

/** The page's own shell and all that it loads lie in the cache. */
async function waitForShell(page: Page, path: string): Promise<void> {
	await page.evaluate(async (shell) => {
		await navigator.serviceWorker.ready;
		const kept = async () => (await (await caches.open('grid-pages-1')).keys()).map(({ url }) => new URL(url).pathname);
		while (!(await kept()).includes(shell)) await new Promise((done) => setTimeout(done, 50));
	}, path);
}
