import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import type { NightCheckResultRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { sharedServer } from '../setup/test-house.ts';
import { PHONE, TEXTS, useBrowser } from './browser.ts';
import { enter, look, openCast } from './cast.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';

const visit = useBrowser();
const TONIGHT = { path: '/grid/tonight', ready: '#grid-title' } as const;

describe.each<Language>(['zh-CN', 'en-US'])('beside the report, in %s', (language) => {
	const say = TEXTS[language];

	test('a floor head folds out his second look, and sends what he sees', async () => {
		const cast = await openCast(await sharedServer(), { language, closesIn: 300 });
		const visitor = await visit({ viewport: PHONE, locale: language });
		const { page } = visitor;
		await enter(visitor, cast, { person: cast.floorHeads[0], ...TONIGHT });
		const card = page.locator('.checks');
		await card.waitFor();
		// What is owed stays in sight.
		const send = page.getByRole('button', { name: say['checks.send'], exact: true });
		expect(await send.count()).toBe(0);
		await look(page, `second-look-folded-${language}`);
		await card.locator('summary').click();
		await card.getByText(say['checks.lead']).waitFor();
		expect(await send.count()).toBe(2);
		const room = card.locator('.room').first();
		await room.locator('.person').first().click();
		await room.getByText(fill(say['checks.some_away'], { away: 1, present: 3 })).waitFor();
		await look(page, `second-look-${language}`);
		await room.getByRole('button', { name: say['checks.send'] }).click();
		await room.getByText(say['checks.sent_away'].split('{')[0] ?? '').waitFor();
		const second = card.locator('.room').nth(1);
		await second.getByRole('button', { name: say['checks.send'] }).click();
		await card.locator('summary').getByText(say['checks.done']).waitFor();
		await look(page, `second-look-sent-${language}`);
		const rows = await administrator(cast).must<NightCheckResultRow[]>(
			'GET',
			`/items/${C.nightCheckResults}?filter[night_check][night][_eq]=${cast.night}`,
		);
		const first =
			cast.building.floors[1]?.units.flatMap(({ rooms }) => rooms.flatMap(({ residents }) => residents)) ?? [];
		const absent = rows.flatMap((row) => (Array.isArray(row.absent) ? row.absent : []));
		expect(rows).toHaveLength(2);
		expect(absent).toHaveLength(1);
		expect(first.map(({ id }) => id)).toContain(absent[0]);
		expect(visitor.complaints).toEqual([]);
	});

	test('a unit leader pastes what the group chat wrote, sees how it is read, and fills it in', async () => {
		const cast = await openCast(await sharedServer(), { language, closesIn: 300 });
		const visitor = await visit({ viewport: PHONE, locale: language });
		const { page } = visitor;
		const [first, second, third] = cast.units[0].rooms[0]?.residents ?? [];
		const twin = cast.units[0].rooms[1]?.residents[0];
		if (!first || !second || !third || !twin) throw new Error('nobody lives there');
		await administrator(cast).must('PATCH', `/items/${C.students}/${twin.id}`, { name: third.name });
		await enter(visitor, cast, { person: cast.leaders[0], ...TONIGHT });
		await page.getByRole('button', { name: say['paste.open'] }).click();
		const sheet = page.getByRole('dialog');
		await look(page, `paste-empty-${language}`);
		await sheet
			.getByLabel(say['paste.label'])
			.fill(
				[
					'#接龙',
					'一单元今晚查寝',
					`1. ${first.name} 未归（实习）`,
					`2. ${second.name} 晚归 23:10`,
					`3. ${third.name} 请假`,
					'4. 王小明 未归',
					'5. 其余在寝',
				].join('\n'),
			);
		await sheet.getByText(say['paste.choices']).waitFor();
		await look(page, `paste-read-${language}`);
		await sheet.locator('.pick').first().click();
		await sheet.locator('.fill').scrollIntoViewIfNeeded();
		await look(page, `paste-chosen-${language}`);
		await sheet.locator('.fill').click();
		await page.locator('.tile[data-mark=not_returned]', { hasText: first.name }).waitFor();
		await page.locator('.tile[data-mark=late_return]', { hasText: '23:10' }).waitFor();
		expect(await page.locator('.tile[data-mark=on_leave]').count()).toBe(1);
		// "The rest are in" is held while a line is not understood.
		expect(await page.locator('.tile[data-mark=in]').count()).toBe(0);
		await look(page, `paste-filled-${language}`);
		expect(visitor.complaints).toEqual([]);
	});
});

test('comes before what stands below it can be tapped, or moves nothing of it', async () => {
	const language = 'zh-CN';
	const say = TEXTS[language];
	const cast = await openCast(await sharedServer(), { language, closesIn: 300 });
	const visitor = await visit({ viewport: PHONE, locale: language });
	const { page } = visitor;
	await enter(visitor, cast, { person: cast.floorHeads[0], ...TONIGHT });
	const card = page.locator('.checks');
	const sign = page.getByRole('button', { name: say['sign.seen_gaps'] });
	await card.waitFor();
	let answerAfter = 300;
	await page.route('**/api/checks/mine', async (route) => {
		await page.waitForTimeout(answerAfter);
		await route.continue();
	});
	await page.reload();
	await sign.waitFor();
	expect(await card.count()).toBe(1);
	expect(await page.evaluate(() => window.scrollY)).toBe(0);

	// On a slow network the page comes first.
	answerAfter = 4000;
	await page.reload();
	await sign.waitFor();
	expect(await card.count()).toBe(0);
	const place = async () => Math.round((await sign.boundingBox())?.y ?? -1);
	const before = await place();
	await card.waitFor();
	expect(await place()).toBe(before);
	await look(page, `second-look-late-${language}`);
	expect(visitor.complaints).toEqual([]);
});

test('where no other floor has a head the building head looks, and is told that he is not blind', async () => {
	const language = 'zh-CN';
	const cast = await openCast(await sharedServer(), { language, closesIn: 300, heads: 1 });
	const visitor = await visit({ viewport: PHONE, locale: language });
	await enter(visitor, cast, { person: cast.buildingHead, ...TONIGHT });
	await visitor.page.locator('.checks summary').click();
	await visitor.page.getByText(TEXTS[language]['checks.lead_open']).waitFor();
	await look(visitor.page, 'second-look-building');
});
