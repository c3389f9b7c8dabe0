import { expect, test } from 'vitest';
import { ADMIN } from '../setup/server-env.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, useBrowser } from './browser.ts';

const visit = useBrowser();

test.each([
	{ locale: 'zh-CN', collection: 'grids', label: '一级（楼栋）' },
	{ locale: 'zh-CN', collection: 'night_submissions', label: '上报' },
	// A row elsewhere by what people call it, not by its key.
	{ locale: 'zh-CN', collection: 'rooms', label: '1-1-1' },
	{ locale: 'zh-CN', collection: 'students', label: '信息工程系' },
	{ locale: 'zh-CN', collection: 'escalation_rules', label: '后勤处' },
] as const)('the Studio names $collection in its own words ($locale)', async ({ locale, collection, label }) => {
	const server = await sharedServer('demo');
	const { page, context, complaints } = await visit({ viewport: DESK, locale });
	const login = await context.request.post(`${server.url}/auth/login`, {
		data: { email: ADMIN.email, password: ADMIN.password, mode: 'session' },
	});
	expect(login.status()).toBe(200);
	await page.goto(`${server.url}/admin/content/${collection}`);
	await page.getByText(label).first().waitFor({ timeout: 60_000 });
	// One text that vue-i18n cannot read, and the whole Studio stays without its words.
	expect(complaints).toEqual([]);
	expect(await page.locator('body').innerText()).not.toContain('$t:');
});
