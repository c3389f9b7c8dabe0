import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { tonightEnUS } from '../../extensions/dormitory-grid/src/lang/pages/tonight/en-US.ts';
import { tonightZhCN } from '../../extensions/dormitory-grid/src/lang/pages/tonight/zh-CN.ts';
import { at } from '../setup/paths.ts';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };
export type Viewport = typeof PHONE;

/** What the leaders' page says. */
export const TEXTS = {
	'zh-CN': { ...sharedZhCN, ...tonightZhCN },
	'en-US': { ...sharedEnUS, ...tonightEnUS },
};

/** Screens of the last run, for looking at. */
export const SCREENS = at('.cache', 'test', 'screens');

/** Without the package's own flags, which are made for a cloud function: one process, in which contexts share their cookies, and no web security. */
const FLAGS = ['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage'];

export interface Visitor {
	page: Page;
	context: BrowserContext;
	/** What the browser complained about, less the refusals that a test provokes. */
	complaints: string[];
}

/** A browser for this file; each visitor has a context, and so a phone, of his own. */
export function useBrowser(): (options: { viewport: Viewport; locale?: Language }) => Promise<Visitor> {
	let browser: Browser;
	let contexts: BrowserContext[] = [];
	beforeAll(async () => {
		browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: FLAGS });
	});
	afterEach(async () => {
		for (const context of contexts) await context.close();
		contexts = [];
	});
	afterAll(async () => await browser.close());

	return async ({ viewport, locale = 'zh-CN' }) => {
		const isPhone = viewport.width < 700;
		const context = await browser.newContext({ viewport, locale, isMobile: isPhone, hasTouch: isPhone });
		context.setDefaultTimeout(20_000);
		contexts.push(context);
		const page = await context.newPage();
		const complaints: string[] = [];
		page.on('pageerror', (error) => complaints.push(error.message));
		page.on('console', (message) => {
			// A refused request is the browser's to report and the page's to explain.
			if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
				complaints.push(message.text());
		});
		return { page, context, complaints };
	};
}

/** Nothing that axe-core calls serious or critical, and nothing that makes the page scroll sideways. */
export async function expectUsable(page: Page, name: string): Promise<void> {
	mkdirSync(SCREENS, { recursive: true });
	await page.screenshot({ path: join(SCREENS, `${name}.png`) });
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		// It counts what lies half under the bar at the present scroll; the measure below is stricter and does not.
		.disableRules(['target-size'])
		.analyze();
	const found = violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
	const overhang = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
	expect({ name, found, overhang, small: await smallTargets(page) }).toEqual({
		name,
		found: [],
		overhang: 0,
		small: [],
	});
}

async function smallTargets(page: Page): Promise<string[]> {
	return await page.evaluate(() =>
		[...document.querySelectorAll('button, a[href], input, summary')]
			.map((element) => ({ element, box: element.getBoundingClientRect() }))
			.filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
			.map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`),
	);
}
