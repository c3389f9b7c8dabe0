import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { addDays, dateAt } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';
import { activitiesEnUS } from '../../extensions/dormitory-grid/src/lang/pages/activities/en-US.ts';
import { activitiesZhCN } from '../../extensions/dormitory-grid/src/lang/pages/activities/zh-CN.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import type { ActivityPeopleRow, ActivityResultRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Client } from '../setup/client.ts';
import { createTerm, inHours } from '../setup/fixtures/activities.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { phonePicture } from '../setup/fixtures/pictures.ts';
import { sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';

const visit = useBrowser();
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...activitiesZhCN }, 'en-US': { ...sharedEnUS, ...activitiesEnUS } };
const CASES: { language: Language; viewport: Viewport }[] = [
	{ language: 'zh-CN', viewport: PHONE },
	{ language: 'en-US', viewport: DESK },
];

describe.each(CASES)('activities in $language at $viewport.width px', ({ language, viewport }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `activities-${name}-${viewport.width}-${language}`;

	test('a meeting is entered, survives a reload, and its outcome with a photo counts for the term', async () => {
		const server = await sharedServer();
		const building = await createBuilding(server, { floors: 2 });
		const options = { password: LIGHT_PASSWORD, language };
		const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		const head = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }], ...options });
		const floorHead = await createPerson(server, {
			posts: [{ position: 'floor_head', grid: building.floors[0]?.id ?? 0 }],
		});
		const leader = await createPerson(server, {
			posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }],
		});
		await createTerm(group, building.college);
		for (const [kind, level, per_term] of [
			['meeting', 1, 4],
			['education', 2, 2],
		] as const)
			await group.must('POST', `/items/${C.activityRules}`, { college: building.college, kind, level, per_term });

		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}${ROUTES.activitiesPage}`, head, language);
		const row = page.getByRole('row', { name: new RegExp(`^${building.code} `) });
		await expect
			.poll(async () => await row.getByRole('cell').allTextContents())
			.toEqual([say['kind.meeting'], '4', '0', '4']);
		await expectUsable(page, shot('owed'));

		await page.getByRole('button', { name: say['list.new'] }).click();
		const title = language === 'zh-CN' ? '冬季防火例会' : 'Winter fire safety';
		await page.getByLabel(say['form.subject']).fill(title);
		const yesterday = addDays(dateAt(new Date(), 'Asia/Shanghai'), -1);
		await page.getByLabel(say['form.date']).fill(yesterday);
		await page.getByLabel(say['form.place']).fill('101');
		await page.getByRole('checkbox', { name: floorHead.name }).waitFor();
		await page.getByRole('button', { name: say['form.send'] }).click();
		await page.getByText(say['form.missing']).waitFor();
		await page.reload();
		await page.getByRole('button', { name: say['list.new'] }).click();
		await expect.poll(async () => await page.getByLabel(say['form.subject']).inputValue()).toBe(title);
		await page.getByLabel(say['form.time']).fill('19:30');
		// The head himself need not be called.
		await page.getByRole('checkbox', { name: head.name }).uncheck();
		await expectUsable(page, shot('form'));
		await page.getByRole('button', { name: say['form.send'] }).click();

		const record = page.getByRole('button', { name: fill(say['line.record_of'], { title }) });
		await record.waitFor();
		await expectUsable(page, shot('list'));
		await record.click();
		await page.getByRole('checkbox', { name: leader.name }).uncheck();
		await page.getByText(fill(say['outcome.came'], { came: 1, called: 2 })).waitFor();
		await page.getByRole('button', { name: say['form.send'] }).click();
		await page.getByText(say['outcome.need_decided']).waitFor();
		await page.getByLabel(say['outcome.decided']).fill('每周一检查消防通道');
		await page
			.locator('input[type=file]')
			.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await phonePicture() });
		await page.getByRole('img', { name: fill(say['photo.one'], { number: 1 }) }).waitFor();
		await expectUsable(page, shot('outcome'));
		await page.getByRole('button', { name: say['form.send'] }).click();

		await page.getByText(fill(say['line.came'], { called: 2, came: 1 })).waitFor();
		await expect
			.poll(async () => await row.getByRole('cell').allTextContents())
			.toEqual([say['kind.meeting'], '4', '1', '3']);
		await page.getByText(say['line.people'], { exact: true }).click();
		await expectUsable(page, shot('held'));
		const [result] = await group.must<ActivityResultRow[]>('GET', `/items/${C.activityResults}`);
		expect(result).toMatchObject({ outcome: 'held', came: [floorHead.id], came_count: 1, called_count: 2 });
		const people = await group.must<ActivityPeopleRow[]>('GET', `/items/${C.activityPeople}?sort=id`);
		expect(people.map(({ person, came }) => [person, came])).toEqual([
			[floorHead.id, true],
			[leader.id, false],
		]);
		expect(complaints).toEqual([]);
	});

	test('sixty others push none out of reach', async () => {
		const server = await sharedServer();
		const building = await createBuilding(server);
		const post = { position: 'building_head', grid: building.id } as const;
		const head = await createPerson(server, { posts: [post], password: LIGHT_PASSWORD, language });
		const posts = [{ position: 'working_group', college: building.college } as const];
		const group = await createPerson(server, { posts });
		const other = await createPerson(server, { posts });
		await createTerm(group, building.college);
		const hold = async (by: Client, title: string, hoursAgo: number) => {
			const culture = { kind: 'culture', grid: building.id, title, held_at: inHours(-hoursAgo), called: [] };
			await by.must('POST', `/items/${C.activities}`, { client_key: randomUUID(), ...culture });
		};
		await hold(other, '最早的一次', 40);
		for (let index = 0; index < 30; index++)
			for (const by of [head, group]) await hold(by, `活动 ${index}`, 30 - index / 2);

		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}${ROUTES.activitiesPage}`, head, language);
		const older = page.getByRole('button', { name: say['list.older'] });
		await older.waitFor();
		expect(await page.getByText('最早的一次').count()).toBe(0);
		await older.scrollIntoViewIfNeeded();
		await expectUsable(page, shot('older'));
		await older.click();
		await page.getByText('最早的一次').waitFor();
		await older.waitFor({ state: 'detached' });
		expect(complaints).toEqual([]);
	});
});
