import type { Page } from 'playwright-core';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import type { Person } from '../setup/fixtures/person.ts';

export const LIGHT_PASSWORD = 'a-page-of-tests';
const SHARED = { 'zh-CN': sharedZhCN, 'en-US': sharedEnUS };

/** One of the light pages through its own form, as a person opens it. */
export async function logInAt(page: Page, address: string, person: Person, language: Language): Promise<void> {
	const say = SHARED[language];
	await page.goto(address);
	await page.locator('#account').waitFor();
	if (language === 'en-US') await page.getByRole('button', { name: 'English' }).click();
	await page.getByLabel(say['login.account']).fill(person.email);
	await page.getByLabel(say['login.password'], { exact: true }).fill(LIGHT_PASSWORD);
	await page.getByRole('button', { name: say['login.submit'] }).click();
	await page.locator('#account').waitFor({ state: 'detached' });
}
