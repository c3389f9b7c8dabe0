import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { patrolEnUS } from '../../extensions/dormitory-grid/src/lang/pages/patrol/en-US.ts';
import { patrolZhCN } from '../../extensions/dormitory-grid/src/lang/pages/patrol/zh-CN.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';
import type { FacilityRow, PatrolFindingRow, PatrolRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { ALL_DAY_PLAN } from '../setup/fixtures/patrol-plans.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { phonePicture } from '../setup/fixtures/pictures.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';

const visit = useBrowser();
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...patrolZhCN }, 'en-US': { ...sharedEnUS, ...patrolEnUS } };

/** A floor with an extinguisher that has run out, a list of what is looked at, and walks owed at any hour. */
async function openPatrol(language: Language) {
	const server = await sharedServer();
	const building = await createBuilding(server, { roomsPerUnit: 3 });
	const [floor] = building.floors;
	const [unit] = building.units;
	if (!floor || !unit) throw new Error('no unit');
	const options = { password: LIGHT_PASSWORD, language };
	const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	const head = await createPerson(server, { posts: [{ position: 'floor_head', grid: floor.id }], ...options });
	const leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit.id }], ...options });
	await group.must('POST', `/items/${C.checklistItems}`, {
		college: building.college,
		topic: 'hygiene',
		text_zh: '地面整洁',
		text_en: 'Floor clean',
		points: 10,
	});
	const facility = await group.must<FacilityRow>('POST', `/items/${C.facilities}`, {
		code: `M-${building.code}`,
		kind: 'extinguisher',
		grid: floor.id,
		place: '走廊东侧',
		expires_on: '2020-01-01',
	});
	await group.must('POST', `/items/${C.patrolPlans}`, { ...ALL_DAY_PLAN, college: building.college });
	return { server, building, unit, head, leader, facility, group };
}

const CASES: { language: Language; viewport: Viewport }[] = [
	{ language: 'zh-CN', viewport: PHONE },
	{ language: 'en-US', viewport: DESK },
];

describe.each(CASES)('a patrol in $language at $viewport.width px', ({ language, viewport }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `patrol-${name}-${viewport.width}-${language}`;

	test('finds an extinguisher that has run out: recorded, an issue with its photo, and it rings until it is replaced', async () => {
		const { server, unit, head, leader, facility, group } = await openPatrol(language);
		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}${ROUTES.patrolPage}`, leader, language);
		const start = page.getByRole('button', { name: `${say['duties.start']} ${unit.code}` });
		// The clock plans the walk a moment after its plan was made.
		await expect
			.poll(async () => (await page.reload(), await start.isVisible({ timeout: 3000 })), { timeout: 30_000 })
			.toBe(true);
		await expectUsable(page, shot('duties'));
		await start.click();

		const [first] = unit.rooms;
		await page.getByRole('button', { name: `${first?.number} ${say['walk.problem']}` }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('button', { name: language === 'zh-CN' ? '地面整洁' : 'Floor clean' }).click();
		await dialog
			.locator('input[type=file]')
			.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await phonePicture() });
		await dialog.getByText(fill(say['finding.photo_ok'], { number: 1 })).waitFor();
		const shown = dialog.locator('.photo img');
		await expect
			.poll(async () => await shown.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth))
			.toBeGreaterThan(0);
		await expectUsable(page, shot('finding'));
		await dialog.getByRole('button', { name: say['finding.save'] }).click();
		await page.getByRole('button', { name: say['walk.all_fine'] }).click();

		await page.getByLabel(say['walk.code'], { exact: true }).fill(facility.code.toLowerCase());
		await page.getByRole('button', { name: say['walk.code_find'] }).click();
		const row = page.locator(`#facility-${facility.id}`);
		await row.getByText(fill(say['facility.expired'], { date: '2020-01-01' })).waitFor();
		await row.getByRole('button', { name: say['facility.state.good'], exact: true }).click();
		await row.getByText(say['facility.will_raise']).waitFor();
		await row
			.locator('input[type=file]')
			.setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: await phonePicture() });
		await row.getByText(fill(say['finding.photo_ok'], { number: 1 })).waitFor();
		await expectUsable(page, shot('walk'));
		await page.getByRole('button', { name: say['walk.send'] }).click();
		await page.getByText(say['walk.received']).waitFor();
		await page.getByRole('button', { name: say['walk.back'] }).first().click();
		await page.getByText(say['duty.done'], { exact: true }).first().waitFor();
		await expectUsable(page, shot('walked'));

		const [patrol] = await leader.must<PatrolRow[]>('GET', `/items/${C.patrols}?limit=1&sort=-received_at`);
		expect(patrol).toMatchObject({ kind: 'on_time', found: 2, raised: 1, patrolled_by: leader.id });
		const findings = await head.must<PatrolFindingRow[]>(
			'GET',
			`/items/${C.patrolFindings}?filter[facility][_eq]=${facility.id}`,
		);
		const issue = await head.must<{ category: string; kind: string }>(
			'GET',
			`/items/${C.issues}/${findings[0]?.issue}`,
		);
		expect(issue).toMatchObject({ kind: 'hazard', category: 'fire' });
		const told = await head.must<{ message: string }[]>('GET', '/notifications?limit=20&sort=-id');
		expect(told.some(({ message }) => message.includes(facility.code))).toBe(true);

		// Its floor head sees who has walked, and puts it right on a walk of his own.
		const desk = await visit({ viewport, locale: language });
		await logInAt(desk.page, `${server.url}${ROUTES.patrolPage}#f=${facility.token}`, head, language);
		await desk.page.getByText(leader.name).waitFor();
		await expectUsable(desk.page, shot('overview'));
		await desk.page.locator('.free button').first().click();
		const scanned = desk.page.locator(`#facility-${facility.id}`);
		await expect.poll(async () => await scanned.evaluate((element) => element === document.activeElement)).toBe(true);
		await scanned.getByRole('button', { name: say['facility.state.replaced'], exact: true }).click();
		await scanned.getByLabel(say['facility.new_expiry']).fill('2040-01-01');
		await desk.page.getByRole('button', { name: say['walk.send'] }).click();
		await desk.page.getByText(say['walk.received']).waitFor();
		const after = await group.must<FacilityRow>('GET', `/items/${C.facilities}/${facility.id}`);
		expect([after.state, after.expires_on]).toEqual(['replaced', '2040-01-01']);
		expect([...complaints, ...desk.complaints]).toEqual([]);
	});
});

test('walked without network: nothing is lost over a reload, and it goes out by itself', async () => {
	const language = 'zh-CN';
	const say = TEXTS[language];
	const { server, unit, leader } = await openPatrol(language);
	const { page, context } = await visit({ viewport: PHONE, locale: language });
	await logInAt(page, `${server.url}${ROUTES.patrolPage}`, leader, language);
	await page.evaluate(async () => void (await navigator.serviceWorker.ready));
	await page
		.locator('.free button')
		.first()
		.or(page.getByRole('button', { name: `${say['duties.start']} ${unit.code}` }))
		.first()
		.click();
	await page.getByText(say['walk.kept']).waitFor();
	await context.setOffline(true);
	await page.getByRole('button', { name: `${unit.rooms[0]?.number} ${say['walk.fine']}` }).click();
	await page.getByRole('button', { name: `${unit.rooms[1]?.number} ${say['walk.problem']}` }).click();
	const dialog = page.getByRole('dialog');
	await dialog
		.locator('input[type=file]')
		.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await phonePicture() });
	await dialog.getByText(fill(say['finding.photo_waiting'], { number: 1 })).waitFor();
	await dialog.getByLabel(say['finding.more']).fill('水龙头漏水');
	await dialog.getByRole('button', { name: say['finding.save'] }).click();
	await page.getByRole('button', { name: say['walk.send'] }).click();
	await page.getByText(fill(say['walk.photos_wait'], { count: 1 })).waitFor();

	await page.reload();
	await page
		.locator('.free button')
		.first()
		.or(page.getByRole('button', { name: `${say['duties.go_on']} ${unit.code}` }))
		.first()
		.click();
	await page.getByText('水龙头漏水').waitFor();
	expect(await page.getByText(fill(say['walk.count'], { done: 2, total: 3, found: 1 })).isVisible()).toBe(true);
	await context.setOffline(false);
	await page.getByRole('button', { name: say['walk.send'] }).click();
	await page.getByText(say['walk.received']).waitFor();
	const [patrol] = await leader.must<PatrolRow[]>('GET', `/items/${C.patrols}?limit=1&sort=-received_at`);
	expect(patrol).toMatchObject({ found: 1, patrolled_by: leader.id });
});

test.each([
	{ language: 'zh-CN', viewport: PHONE },
	{ language: 'en-US', viewport: DESK },
] as const)(
	'logging out over a walk that is not sent is asked about first, in $language',
	async ({ language, viewport }) => {
		const say = TEXTS[language];
		const { server, unit, leader } = await openPatrol(language);
		const { page, context } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}${ROUTES.patrolPage}`, leader, language);
		await page
			.locator('.free button')
			.first()
			.or(page.getByRole('button', { name: `${say['duties.start']} ${unit.code}` }))
			.first()
			.click();
		await page.getByRole('button', { name: say['walk.all_fine'] }).click();
		await context.setOffline(true);
		await page.getByRole('button', { name: say['walk.send'] }).click();
		const leave = page.getByText(say['leave.text']);
		// Not before it is on its way.
		await expect
			.poll(async () => {
				await page.getByRole('button', { name: say['app.log_out'], exact: true }).click();
				return await leave.isVisible();
			})
			.toBe(true);
		await expectUsable(page, `patrol-log-out-${viewport.width}-${language}`);
		await page.getByRole('button', { name: say['leave.stay'] }).click();
		await context.setOffline(false);
		await page.getByText(say['walk.received']).waitFor();
	},
);

test('first visit under 150 KB', async () => {
	const { server, leader } = await openPatrol('zh-CN');
	const { page, context } = await visit({ viewport: PHONE });
	const session = await context.newCDPSession(page);
	let bytes = 0;
	session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
	await session.send('Network.enable');
	await logInAt(page, `${server.url}${ROUTES.patrolPage}`, leader, 'zh-CN');
	await page.locator('#duties-title').waitFor();
	console.log(`patrol page: ${Math.round(bytes / 1024)} KB on the first visit`);
	expect(bytes).toBeLessThan(150 * 1024);
});
