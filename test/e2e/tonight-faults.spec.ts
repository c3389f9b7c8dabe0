import { expect, test } from 'vitest';
import { createPerson } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';
import { expectUsable, PHONE, TEXTS, useBrowser } from './browser.ts';
import { logIn, openEvening, readSubmissions } from './evening.ts';

const visit = useBrowser();
const language = 'zh-CN';
const say = TEXTS[language];
const SUBMISSIONS = '**/items/night_submissions?*';

async function openUnit(closesIn = 300) {
	const evening = await openEvening(await sharedServer(), { language, closesIn });
	const visitor = await visit({ viewport: PHONE });
	await logIn(visitor.page, evening, evening.leaders[0], language);
	const send = visitor.page.getByRole('button', { name: say['bar.send'], exact: true });
	const allIn = visitor.page.locator('.bar').getByRole('button', { name: say['bar.all_in'] });
	return {
		evening,
		...visitor,
		send,
		allIn,
		unit: evening.units[0],
		sent: visitor.page.getByRole('heading', { name: say['sent.on_time'] }),
	};
}

test('an answer that is lost: sent again under the same key, stored once, shown as sent', async () => {
	const { evening, page, send, allIn, unit, sent } = await openUnit();
	// However often it tries by itself while the page is looked at.
	let healed = false;
	await page.route(SUBMISSIONS, async (route) => {
		if (healed) return await route.continue();
		await route.fetch();
		await route.abort();
	});
	await allIn.click();
	await send.click();
	await page.getByText(say['send.offline']).waitFor();
	await expectUsable(page, 'tonight-waiting');
	healed = true;
	await page.getByRole('button', { name: say['app.retry'] }).click();
	await sent.waitFor();
	expect(await page.getByText(say['sent.before']).isVisible()).toBe(true);
	expect(await readSubmissions(evening, unit.id)).toHaveLength(1);
});

test('a busy server: waits as long as it was told, then sends by itself', async () => {
	const { evening, page, send, allIn, unit, sent } = await openUnit();
	let refused = 0;
	const times: number[] = [];
	await page.route(SUBMISSIONS, async (route) => {
		times.push(Date.now());
		if (refused++ > 0) return await route.continue();
		await route.fulfill({
			status: 503,
			headers: { 'Retry-After': '4' },
			json: { errors: [{ message: '', extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
		});
	});
	await allIn.click();
	await send.click();
	await page.getByText(say['send.busy']).waitFor();
	await sent.waitFor();
	expect(times).toHaveLength(2);
	expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(4000);
	expect(await readSubmissions(evening, unit.id)).toHaveLength(1);
});

test('a double tap is one submission', async () => {
	const { evening, send, allIn, unit, sent } = await openUnit();
	await allIn.click();
	await send.dblclick();
	await sent.waitFor();
	expect(await readSubmissions(evening, unit.id)).toHaveLength(1);
});

test('what was ticked survives a reload and an ended session', async () => {
	const { evening, page, context, send, unit, sent } = await openUnit();
	await page.locator('.tile').first().click();
	await page.getByRole('dialog').getByRole('button', { name: say['mark.not_returned'], exact: true }).click();
	await page.getByLabel(say['sheet.reason']).fill('在医院');
	await page.keyboard.press('Enter');
	await page.reload();
	await page.locator('.tile[data-mark=not_returned]').waitFor();

	await page.locator('.bar').getByRole('button', { name: say['bar.rest_in'] }).click();
	await context.clearCookies();
	await send.click();
	await page.getByText(say['login.again']).waitFor();
	// Sent once is enough: after the log-in it goes out by itself.
	await logIn(page, evening, evening.leaders[0], language);
	await sent.waitFor();
	expect(await page.locator('.away').innerText()).toContain('在医院');
	expect(await readSubmissions(evening, unit.id)).toMatchObject([{ not_returned: 1, present: 29 }]);
});

test('sent just before the page went away: reopening learns what became of it', async () => {
	const { evening, page, send, allIn, unit, sent } = await openUnit();
	await page.route(SUBMISSIONS, async (route) => {
		await route.fetch();
		await route.abort();
	});
	await allIn.click();
	await send.click();
	await page.getByText(say['send.offline']).waitFor();
	await page.unroute(SUBMISSIONS);
	await page.reload();
	await sent.waitFor();
	await expect
		.poll(
			async () =>
				await page.evaluate(() => Object.keys(localStorage).filter((key) => /^grid\.(draft|queue)\./.test(key))),
		)
		.toEqual([]);
	expect(await readSubmissions(evening, unit.id)).toHaveLength(1);
});

test('rooms that do not balance are named in place, and nothing typed is lost', async () => {
	const { evening, page, send, allIn, unit } = await openUnit();
	await page.route(SUBMISSIONS, async (route) => {
		const body = route.request().postDataJSON();
		body.rooms[1].present -= 1;
		await route.continue({ postData: body });
	});
	await allIn.click();
	await send.click();
	const alert = page.getByRole('alert');
	await alert.waitFor();
	expect(await alert.innerText()).toContain(`${unit.rooms[1]?.number}：名单 6 人，上报 5 人`);
	expect(await page.locator('.room.wrong h2').innerText()).toBe(unit.rooms[1]?.number);
	await expectUsable(page, 'tonight-unbalanced');
	expect(await readSubmissions(evening, unit.id)).toEqual([]);
	await page.unroute(SUBMISSIONS);
	await send.click();
	await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
});

test('when the night closes under the page, it asks for the reason of a late report', async () => {
	const { evening, page, send, allIn, unit } = await openUnit(12);
	await allIn.click();
	await page.getByLabel(say['reason.late']).waitFor({ timeout: 40_000 });
	await send.click();
	expect(await page.getByText(say['reason.missing']).isVisible()).toBe(true);
	await page.getByRole('button', { name: say['reason.forgot'] }).click();
	await expectUsable(page, 'tonight-late');
	await send.click();
	await page.getByRole('heading', { name: say['sent.late'] }).waitFor();
	expect(await readSubmissions(evening, unit.id)).toMatchObject([
		{ received_state: 'late', reason: say['reason.forgot'] },
	]);
});

test('a wrong password is said, and a counsellor is told where his list comes', async () => {
	const evening = await openEvening(await sharedServer(), { language, closesIn: 60 });
	const { page } = await visit({ viewport: PHONE });
	await page.goto(`${evening.url}/grid/tonight`);
	await page.getByLabel(say['login.account']).fill(evening.leaders[0].email);
	await page.getByLabel(say['login.password'], { exact: true }).fill('not this one');
	await page.getByRole('button', { name: say['login.submit'] }).click();
	await page.getByText(say['login.wrong']).waitFor();
	const department = evening.building.departments[0] ?? 0;
	const counsellor = await createPerson(evening, {
		posts: [{ position: 'counsellor', department }],
		password: 'a-leader-of-tests',
	});
	await logIn(page, evening, counsellor, language);
	await page.getByText(say['idle.counsellor']).waitFor();
	await expectUsable(page, 'tonight-counsellor');
});

test('a session past its half is prolonged, so that it does not end in the middle of a report', async () => {
	const { page } = await openUnit(60);
	const ends = async () =>
		await page.evaluate(() => Number((localStorage.getItem('grid.session') ?? '').split(' ')[0]));
	const first = await ends();
	expect(first).toBeGreaterThan(Date.now() + 3_600_000);
	await page.evaluate(() => localStorage.setItem('grid.session', `${Date.now() + 60_000} 86400000`));
	await page.reload();
	await expect.poll(ends, { timeout: 10_000 }).toBeGreaterThanOrEqual(first);
	await page.reload();
	await page.locator('.room').first().waitFor();
});

test('by keyboard alone', async () => {
	const { evening, page, unit, sent } = await openUnit();
	const focused = async () => await page.evaluate(() => document.activeElement?.textContent?.trim());
	const inBar = async () => await page.evaluate(() => document.activeElement?.closest('.bar') !== null);
	const tabTo = async (name: string, bar = false) => {
		for (let presses = 0; (await focused()) !== name || (bar && !(await inBar())); presses++) {
			if (presses > 120) throw new Error(`no way to ${name} by Tab`);
			await page.keyboard.press('Tab');
		}
	};
	await page.locator('.tile').first().focus();
	await page.keyboard.press('Enter');
	await tabTo(say['mark.on_leave']);
	await page.keyboard.press('Space');
	await page.keyboard.press('Escape');
	expect(await focused()).toContain(say['mark.on_leave']);
	await tabTo(say['bar.rest_in'], true);
	await page.keyboard.press('Enter');
	await tabTo(say['bar.send'], true);
	await page.keyboard.press('Enter');
	await sent.waitFor();
	expect(await readSubmissions(evening, unit.id)).toMatchObject([{ on_leave: 1, present: 29 }]);
});
