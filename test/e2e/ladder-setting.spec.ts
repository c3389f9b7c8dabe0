import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { administrator, createCollege } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { at } from '../setup/paths.ts';
import { ADMIN } from '../setup/server-env.ts';
import { newServer } from '../setup/test-house.ts';
import { DESK, PHONE, useBrowser } from './browser.ts';

const visit = useBrowser();
const SCREENS = at('.cache', 'test', 'screens');
const TEXTS = {
	'zh-CN': {
		later: '稍后提醒',
		section: '提醒与升级',
		add: '增加一级',
		head: '楼长',
		group: '工作小组',
	},
	'en-US': {
		later: 'Remind Later',
		section: 'Reminders and ladder',
		add: 'Add a step',
		head: 'Building head',
		group: 'Working group',
	},
};

/** An administrator reads the ladder in the console step by step, in words and not in JSON, and adds a step to it. */
describe('the ladder in the console', () => {
	test.each<{ language: Language; device: 'desk' | 'phone' }>([
		{ language: 'zh-CN', device: 'desk' },
		{ language: 'en-US', device: 'phone' },
	])('on a $device in $language', async ({ language, device }) => {
		const server = await newServer();
		const college = await createCollege(server);
		const admin = administrator(server);
		const path = `/items/${C.colleges}/${college.id}`;
		const ladder = [{ after: 15, positions: ['counsellor', 'building_head'] }];
		await admin.must('PATCH', path, { ladder });
		await admin.must('PATCH', '/users/me', { language });
		const { page, context } = await visit({ viewport: device === 'desk' ? DESK : PHONE, locale: language });
		await context.request.post(`${server.url}/auth/login`, {
			data: { email: ADMIN.email, password: ADMIN.password, mode: 'session' },
		});
		const say = TEXTS[language];
		mkdirSync(SCREENS, { recursive: true });
		const shoot = async (name: string) =>
			await page.screenshot({ path: join(SCREENS, `ladder-setting-${device}-${language}-${name}.png`) });

		await page.goto(`${server.url}/admin/content/${C.colleges}/${college.id}`);
		// The licence's question to a person.
		await page.getByText(say.later).first().click({ timeout: 60_000 });
		await page.locator('#dialog-outlet .overlay').waitFor({ state: 'detached' });
		await page.getByText(say.section, { exact: true }).first().click({ timeout: 60_000 });
		const add = page.getByText(say.add);
		await add.waitFor({ timeout: 60_000 });
		await add.scrollIntoViewIfNeeded();
		await page.getByText(say.head).first().waitFor();
		await shoot('list');
		expect(await page.getByText('{{').count()).toBe(0);

		await add.click();
		const drawer = page.locator('.v-drawer');
		await drawer.locator('input[type=number]').fill('30');
		await drawer.locator('.v-select').click();
		await page.locator('.v-menu-popper').getByText(say.group, { exact: true }).click();
		await page.keyboard.press('Escape');
		await shoot('drawer');
		await drawer.locator('header [data-icon=check], header button.rounded').last().click();
		await drawer.waitFor({ state: 'detached' });
		await page.getByText(say.group).first().waitFor();
		await shoot('added');
		await page.locator('header [data-icon=check]').first().click();
		await waitFor('the step', 20_000, async () => {
			const { ladder: saved } = await admin.must<{ ladder: unknown[] }>('GET', path);
			return saved.length > ladder.length ? saved : null;
		}).then((saved) => expect(saved).toEqual([...ladder, { after: 30, positions: ['working_group'] }]));
	});
});
