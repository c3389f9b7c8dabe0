import { describe, expect, test } from 'vitest';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { clockText } from '../../extensions/dormitory-grid/src/domain/clock-text.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, TEXTS, useBrowser, type Viewport } from './browser.ts';
import { logIn, openEvening, readReport, readSubmissions } from './evening.ts';

const visit = useBrowser();

const CASES: { language: Language; viewport: Viewport }[] = [
	{ language: 'zh-CN', viewport: PHONE },
	{ language: 'en-US', viewport: DESK },
	{ language: 'en-US', viewport: { width: 360, height: 740 } },
];

describe.each(CASES)('a rehearsal in $language at $viewport.width px', ({ language, viewport }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `tonight-${name}-${viewport.width}-${language}`;

	test('a unit leader: all normal is two taps from opening to sent', async () => {
		const server = await sharedServer();
		const evening = await openEvening(server, { language, closesIn: 300 });
		const [unit] = evening.units;
		const { page, complaints } = await visit({ viewport, locale: language });
		await page.goto(`${server.url}/grid/tonight`);
		await page.locator('#account').waitFor();
		await expectUsable(page, shot('login'));
		await logIn(page, evening, evening.leaders[0], language);

		await page.reload();
		await page.getByRole('heading', { name: unit.code, exact: false }).first().waitFor();
		expect(await page.locator('.badge').textContent()).toBe(say['night.rehearsal']);
		expect(await page.getByRole('timer').isVisible()).toBe(true);
		await expectUsable(page, shot('unit'));

		await page.locator('.bar').getByRole('button', { name: say['bar.all_in'] }).click();
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click();
		await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
		await expectUsable(page, shot('sent'));
		expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(say['sent.on_time']);

		const rows = await readSubmissions(evening, unit.id);
		expect(rows).toMatchObject([
			{ present: 30, late_return: 0, not_returned: 0, on_leave: 0, on_behalf: false, received_state: 'on_time' },
		]);
		expect(complaints).toEqual([]);
	});

	test('a unit leader: names the absent, sees what was sent after a reload, corrects it with a reason', async () => {
		const server = await sharedServer();
		const evening = await openEvening(server, { language, closesIn: 300 });
		const [unit] = evening.units;
		const [late, missing] = unit.rooms[0]?.residents ?? [];
		if (!late || !missing) throw new Error('no residents');
		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, evening.leaders[0], language);

		await page.getByRole('button', { name: late.name }).first().click();
		await page.getByRole('dialog').getByRole('button', { name: say['mark.late_return'], exact: true }).click();
		const backAt = clockText(Date.now(), 'Asia/Shanghai');
		await page.getByLabel(say['sheet.back_at']).fill(backAt);
		await expectUsable(page, shot('sheet'));
		await page.getByRole('button', { name: say['sheet.done'] }).click();

		await page.locator('.tile').nth(1).click();
		await page.getByRole('dialog').getByRole('button', { name: say['mark.not_returned'], exact: true }).click();
		await page.getByLabel(say['sheet.reason']).fill('电话未接');
		await page.keyboard.press('Enter');

		// Sending before every room is settled sends nothing, and leads to the first that is not.
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click({ force: true });
		expect(await page.evaluate(() => document.activeElement?.classList.contains('room'))).toBe(true);
		expect(await readSubmissions(evening, unit.id)).toEqual([]);

		await page.locator('.bar').getByRole('button', { name: say['bar.rest_in'] }).click();
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click();
		await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
		await page.reload();
		await page.locator('.away li').first().waitFor();
		const away = await page.locator('.away').innerText();
		for (const part of [late.name, backAt, missing.name, '电话未接']) expect(away).toContain(part);

		await page.getByRole('button', { name: say['sent.correct'] }).click();
		await page.locator('.tile').nth(1).click();
		await page.getByRole('dialog').getByRole('button', { name: say['mark.in'], exact: true }).click();
		await page.getByRole('button', { name: say['bar.send_again'] }).click();
		expect(await page.getByText(say['reason.missing']).isVisible()).toBe(true);
		await expectUsable(page, shot('correct'));
		await page.getByRole('button', { name: say['reason.back'] }).click();
		await page.getByRole('button', { name: say['bar.send_again'] }).click();
		await page.getByText(say['sent.corrections']).waitFor();

		const rows = await readSubmissions(evening, unit.id);
		expect(rows).toMatchObject([
			{ number: 1, present: 28, late_return: 1, not_returned: 1 },
			{ number: 2, present: 29, late_return: 1, not_returned: 0, reason: say['reason.back'] },
		]);
		expect(complaints).toEqual([]);
	});

	test('a floor head: silent units first, a call, signing on with the gap, reporting for it', async () => {
		const server = await sharedServer();
		const evening = await openEvening(server, { language, closesIn: 300 });
		const { floor, floorHead, units } = evening;
		const [, silent] = units;
		const leader = await visit({ viewport, locale: language });
		await logIn(leader.page, evening, evening.leaders[0], language);
		await leader.page.locator('.bar').getByRole('button', { name: say['bar.all_in'] }).click();
		await leader.page.getByRole('button', { name: say['bar.send'], exact: true }).click();
		await leader.page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();

		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, floorHead, language);
		expect(await page.locator('.row .code').first().innerText()).toContain(silent.code);
		expect(await page.getByRole('link', { name: evening.leaders[1].name }).getAttribute('href')).toBe(
			'tel:19900001234',
		);
		await expectUsable(page, shot('floor'));

		await page.getByRole('button', { name: say['sign.seen_gaps'] }).click();
		const sheet = page.getByRole('dialog');
		expect(await sheet.innerText()).toContain(silent.code);
		await expectUsable(page, shot('floor-confirm'));
		await sheet.getByRole('button', { name: say['sign.with_gaps'] }).click();
		await page.getByRole('heading', { name: say['sign.done'], exact: true }).waitFor();
		expect(await readSubmissions(evening, floor.id)).toMatchObject([{ gaps: [silent.id], present: 30 }]);

		await page.getByRole('button', { name: `${say['area.behalf']} ${silent.code}` }).click();
		await page.locator('.bar').getByRole('button', { name: say['bar.all_in'] }).click();
		await expectUsable(page, shot('behalf'));
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click();
		await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
		expect(await readSubmissions(evening, silent.id)).toMatchObject([
			{ on_behalf: true, reported_as: 'floor_head', present: 30 },
		]);

		await page.goBack();
		await page.getByRole('button', { name: say['sign.again'] }).click();
		await page.getByRole('button', { name: say['reason.found'] }).click();
		await page.getByRole('button', { name: say['sign.sign'] }).click();
		await expect.poll(async () => (await readSubmissions(evening, floor.id)).length).toBe(2);
		expect(await readReport(floorHead, floor.id)).toMatchObject({
			state: 'on_time',
			units_silent: 0,
			counts: { residents: 60, present: 60 },
		});
		expect(complaints).toEqual([]);
	});
});
