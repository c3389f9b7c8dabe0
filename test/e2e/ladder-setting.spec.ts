import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import type { CollegeRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
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
		after: '截止后几分钟',
		head: '楼长',
		group: '工作小组',
	},
	'en-US': {
		later: 'Remind Later',
		section: 'Reminders and ladder',
		add: 'Add a step',
		after: 'Minutes after the close',
		head: 'Building head',
		group: 'Working group',
	},
};

/** An administrator sets the ladder in the console, step by step, without a word of JSON. */
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
		const { page, context, complaints } = await visit({ viewport: device === 'desk' ? DESK : PHONE, locale: language });
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
		await shoot('open');
		const add = page.getByText(say.add);
		await add.waitFor({ timeout: 60_000 });
		await add.scrollIntoViewIfNeeded();
		await page.getByText(say.head).first().waitFor();
		await shoot('list');
		await add.click();
		const drawer = page.locator('#dialog-outlet');
		await drawer.getByText(say.after).waitFor();
		await drawer.locator('input[type=number]').fill('45');
		await drawer.locator('.v-select').click();
		await page.getByText(say.group, { exact: true }).last().click();
		await drawer.getByText(say.after).click();
		await shoot('step');
		await drawer.locator('.actions button').last().click();
		await drawer.locator('.overlay').waitFor({ state: 'detached' });
		await page.keyboard.press('Control+s');
		const saved = await waitFor('the setting', 20_000, async () => {
			const row = await admin.must<CollegeRow>('GET', path);
			return Array.isArray(row.ladder) && row.ladder.length === 2 ? row : null;
		});
		expect(saved.ladder).toEqual([...ladder, { after: 45, positions: ['working_group'] }]);
		expect(complaints).toEqual([]);
	});
});
