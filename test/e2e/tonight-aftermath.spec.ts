import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import type {
	EmergencyRow,
	NightAbsenceRow,
	NightFollowupRow,
	NightHandbackRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, TEXTS, useBrowser, type Viewport } from './browser.ts';
import { CLOCKS_APART, type Evening, logIn, openEvening, readSubmissions } from './evening.ts';

const visit = useBrowser();
const CASES: { language: Language; viewport: Viewport }[] = [
	{ language: 'zh-CN', viewport: PHONE },
	{ language: 'en-US', viewport: DESK },
];

const rowsOf = async <Row>({ url, night }: Evening, collection: string): Promise<Row[]> =>
	await administrator({ url }).must('GET', `/items/${collection}?filter[night][_eq]=${night}`);

describe.each(CASES)('after the report, in $language at $viewport.width px', ({ language, viewport }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `tonight-${name}-${viewport.width}-${language}`;

	async function reportMissing(page: Page): Promise<void> {
		await page.locator('.tile').first().click();
		await page.getByRole('dialog').getByRole('button', { name: say['mark.not_returned'], exact: true }).click();
		await page.keyboard.press('Escape');
		await page.locator('.bar').getByRole('button', { name: say['bar.rest_in'] }).click();
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click();
		await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
	}

	test('somebody comes back: one tap, offline at first, noted once with the moment of the tap', async () => {
		const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
		const student = evening.units[0].rooms[0]?.residents[0];
		const { page, context, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, evening.leaders[0], language);
		await reportMissing(page);
		const back = page.locator('.away .back');
		await back.waitFor();
		await expectUsable(page, shot('open-absence'));
		await context.setOffline(true);
		const tapping = Date.now();
		await back.click();
		const tapped = Date.now();
		await page.locator('.away').getByText(say['send.queued']).waitFor();
		await page.waitForTimeout(4000);
		await context.setOffline(false);
		await page.locator('.away .done.digits').waitFor();
		await expectUsable(page, shot('back'));
		const [followup, ...more] = await rowsOf<NightFollowupRow>(evening, 'night_followups');
		expect(more).toEqual([]);
		expect(followup).toMatchObject({ kind: 'back', student: student?.id });
		const returned = Date.parse(followup?.returned_at ?? '');
		expect(returned).toBeGreaterThan(tapping - CLOCKS_APART);
		expect(returned).toBeLessThan(tapped + CLOCKS_APART);
		expect(await rowsOf<NightAbsenceRow>(evening, 'night_absences')).toMatchObject([{ state: 'back' }]);
		expect(complaints).toEqual([]);
	});

	test('what a leader did about a missing student: not reached, then left to somebody, told to whoever looks next', async () => {
		const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
		const student = evening.units[0].rooms[0]?.residents[0];
		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, evening.leaders[0], language);
		await reportMissing(page);
		const away = page.locator('.away li').first();
		const dialog = page.getByRole('dialog');
		const follow = away.getByRole('button', { name: say['follow.open_for'].split('{')[0] ?? '' });
		await follow.click();
		await expectUsable(page, shot('follow-up'));
		await dialog.getByRole('button', { name: say['follow.not_reached'], exact: true }).click();
		await dialog.waitFor({ state: 'detached' });
		await away.locator('.contact').waitFor();
		expect(await away.locator('.contact').innerText()).toContain(evening.leaders[0].name);
		await follow.click();
		await dialog.getByRole('button', { name: say['hand.send'] }).click();
		await dialog.getByText(say['hand.missing']).waitFor();
		await dialog.getByRole('button', { name: say['hand.duty'] }).click();
		await dialog.getByRole('button', { name: say['hand.send'] }).click();
		await away.getByText(say['back.handed_over'].replace('{to}', say['hand.duty'])).waitFor();
		await expectUsable(page, shot('handed-over'));
		await away.getByText(say['reopen.act'].replace('{state}', say['absence.handed_over'])).click();
		await dialog.getByRole('button', { name: say['reopen.send'], exact: true }).click();
		await dialog.getByText(say['reopen.missing']).waitFor();
		await dialog.getByRole('button', { name: say['reopen.mistake'] }).click();
		await expectUsable(page, shot('take-back'));
		await dialog.getByRole('button', { name: say['reopen.send'], exact: true }).click();
		await follow.waitFor();
		const rows = await rowsOf<NightFollowupRow>(evening, 'night_followups');
		const inTurn = rows.toSorted((a, b) => Date.parse(a.recorded_at ?? '') - Date.parse(b.recorded_at ?? ''));
		expect(inTurn.map(({ kind, student: whom, handed_to }) => [kind, whom, handed_to])).toEqual([
			['not_reached', student?.id, null],
			['handed_over', student?.id, say['hand.duty']],
			['reopened', student?.id, null],
		]);
		expect(await rowsOf<NightAbsenceRow>(evening, 'night_absences')).toMatchObject([{ state: 'open' }]);
		// And back after all: the later record counts, whether it is taken back here or elsewhere.
		await away.getByRole('button', { name: say['back.note_for'].split('{')[0] ?? '' }).click();
		await away.getByText(say['reopen.act'].replace('{state}', say['absence.back'])).click();
		await dialog.getByRole('button', { name: say['reopen.other'] }).click();
		await dialog.getByRole('button', { name: say['reopen.send'], exact: true }).click();
		await follow.waitFor();
		await away.getByRole('button', { name: say['back.note_for'].split('{')[0] ?? '' }).click();
		await away.getByText(say['reopen.act'].replace('{state}', say['absence.back'])).waitFor();
		const elsewhere = { night: evening.night, student: student?.id, kind: 'reopened', note: '另一部手机上撤销' };
		await evening.leaders[0].must('POST', '/items/night_followups', elsewhere);
		await follow.waitFor();
		expect(await rowsOf<NightAbsenceRow>(evening, 'night_absences')).toMatchObject([{ state: 'open' }]);
		expect(complaints).toEqual([]);
	});

	test('logging out with something unsent is asked about first', async () => {
		const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
		const { page, context } = await visit({ viewport, locale: language });
		await logIn(page, evening, evening.leaders[0], language);
		await page.locator('.bar').getByRole('button', { name: say['bar.all_in'] }).click();
		await context.setOffline(true);
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click();
		await page.getByText(say['send.queued'], { exact: true }).waitFor();
		await page.getByRole('button', { name: say['app.log_out'], exact: true }).click();
		await page.getByText(say['leave.text']).waitFor();
		await expectUsable(page, shot('log-out'));
		await page.getByRole('button', { name: say['leave.stay'] }).click();
		await context.setOffline(false);
		await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
		await page.getByRole('button', { name: say['app.log_out'], exact: true }).click();
		await page.getByLabel(say['login.account']).waitFor();
		expect(await readSubmissions(evening, evening.units[0].id)).toHaveLength(1);
	});

	test('a floor head hands a report back with a reason; its leader sees why and corrects it', async () => {
		const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
		const [unit] = evening.units;
		const leader = await visit({ viewport, locale: language });
		await logIn(leader.page, evening, evening.leaders[0], language);
		await reportMissing(leader.page);

		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, evening.floorHead, language);
		await expectUsable(page, shot('floor-reported'));
		await page.getByRole('button', { name: say['area.look'].replace('{code}', unit.code) }).click();
		await page.getByRole('button', { name: say['handback.open'] }).click();
		await page.getByRole('button', { name: say['handback.send'], exact: true }).last().click();
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('handback-reason');
		await page.getByRole('button', { name: say['handback.seen'] }).click();
		await expectUsable(page, shot('handback'));
		await page.getByRole('dialog').getByRole('button', { name: say['handback.send'], exact: true }).click();
		await page.locator('.handed-back').waitFor();
		expect(await rowsOf<NightHandbackRow>(evening, 'night_handbacks')).toMatchObject([
			{ reason: say['handback.seen'] },
		]);
		await page.goBack();
		await page.getByText(say['handback.badge'], { exact: true }).waitFor();

		await leader.page.reload();
		await leader.page.locator('.handed-back').waitFor();
		expect(await leader.page.locator('.handed-back').innerText()).toContain(say['handback.seen']);
		await expectUsable(leader.page, shot('handed-back'));
		await leader.page.getByRole('button', { name: say['sent.correct'] }).click();
		await leader.page.getByRole('button', { name: say['reason.found'] }).click();
		await leader.page.getByRole('button', { name: say['bar.send_again'] }).click();
		await leader.page.getByText(say['sent.corrections']).waitFor();
		await leader.page.locator('.handed-back').waitFor({ state: 'detached' });
		expect(await readSubmissions(evening, unit.id)).toHaveLength(2);
		expect([...complaints, ...leader.complaints]).toEqual([]);
	});

	test('an emergency is told in three taps', async () => {
		const evening = await openEvening(await sharedServer(), { language, closesIn: 300 });
		const { page, complaints } = await visit({ viewport, locale: language });
		await logIn(page, evening, evening.leaders[0], language);
		await page.getByRole('button', { name: say['emergency.open'] }).click();
		await page.getByRole('button', { name: say['emergency.injury'] }).click();
		const [room] = evening.units[0].rooms;
		const [hurt] = room?.residents ?? [];
		await page.getByLabel(say['emergency.room']).selectOption(String(room?.id));
		await page
			.getByRole('dialog')
			.getByRole('button', { name: hurt?.name ?? '', exact: true })
			.click();
		await expectUsable(page, shot('emergency'));
		await page.getByRole('button', { name: say['emergency.send'] }).click();
		await page.getByText(say['emergency.told']).waitFor();
		await expectUsable(page, shot('emergency-told'));
		const filter = `filter[grid][_eq]=${evening.units[0].id}`;
		const rows: EmergencyRow[] = await administrator(evening).must('GET', `/items/emergencies?${filter}`);
		expect(rows).toMatchObject([{ kind: 'injury', room: room?.id, students: [hurt?.id] }]);
		expect(complaints).toEqual([]);
	});
});
