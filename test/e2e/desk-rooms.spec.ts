import type { Knex } from 'knex';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { deskEnUS } from '../../extensions/dormitory-grid/src/lang/pages/desk/en-US.ts';
import { deskZhCN } from '../../extensions/dormitory-grid/src/lang/pages/desk/zh-CN.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator, zoneWhereItIsNoon } from '../setup/fixtures/college.ts';
import { waitForMessage, writeDeadLetter, writeMessage, writeRobot } from '../setup/fixtures/messages.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type MailSink, openMailSink } from '../setup/fixtures/sinks.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';
import { LIGHT_PASSWORD, logInAt } from './light-page.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';

const visit = useBrowser();
const TEXTS = { 'zh-CN': { ...sharedZhCN, ...deskZhCN }, 'en-US': { ...sharedEnUS, ...deskEnUS } };
const SCREENS = [
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
] as const satisfies { device: string; viewport: Viewport; language: Language }[];

/** Mails have a way out here: what is sent again arrives. */
let server: Server;
let post: MailSink;
let db: Knex;
beforeAll(async () => {
	post = await openMailSink();
	server = await newServer({ env: post.env });
	db = openDatabase(server.database);
});

async function waitForCount(found: Locator, count: number): Promise<void> {
	await waitFor(`${count} lines`, 20_000, async () => (await found.count()) === count || null);
}

async function groupOf(building: Building, language: Language): Promise<Person> {
	return await createPerson(server, {
		posts: [{ position: 'working_group', college: building.college }],
		password: LIGHT_PASSWORD,
		language,
	});
}

describe.each(SCREENS)('before the night, on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `preflight-${device}-${language}-${name}`;

	test('empty posts are seen and filled, and the card says so', async () => {
		const building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
		const [first, second, ...others] = building.units;
		if (!first || !second) throw new Error('the building came without its units');
		await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		const leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: first.id }] });
		const heads: Person[] = [];
		for (const { id } of building.floors)
			heads.push(await createPerson(server, { posts: [{ position: 'floor_head', grid: id }] }));
		for (const { id } of others.slice(1))
			await createPerson(server, { posts: [{ position: 'unit_leader', grid: id }] });
		const group = await groupOf(building, language);
		// The night is ahead at whatever hour this runs.
		const zone = zoneWhereItIsNoon(new Date());
		const today = dateIn(zone);
		await administrator(server).must('PATCH', `/items/${C.colleges}/${building.college}`, {
			time_zone: zone,
			reports_from: today,
			opens: '23:57',
			unit_minute: '23:58',
			floor_minute: '23:58:30',
			closes: '23:59',
			preflight_at: null,
		});
		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}/grid/desk`, group, language);
		const card = page.locator('.preflight');
		await card.getByText(fill(say['pre.empty'], { count: 2 })).waitFor();
		for (const { name } of heads)
			await card.getByText(fill(say['pre.covered'], { name, position: say['position.floor_head'] })).waitFor();
		await expectUsable(page, shot('empty'));

		await card.getByRole('button', { name: fill(say['pre.fill_which'], { code: second.code }) }).click();
		const sheet = page.getByRole('dialog');
		await sheet.getByText(leader.name).waitFor();
		await sheet.getByRole('button', { name: say['fill.send'] }).click();
		await sheet.getByText(say['fill.missing']).waitFor();
		await sheet.getByLabel(say['fill.search']).fill('no such person');
		await sheet.getByText(say['fill.no_match']).waitFor();
		await sheet.getByLabel(say['fill.search']).fill(leader.name);
		await sheet.getByRole('radio', { name: leader.name }).check({ force: true });
		await expectUsable(page, shot('sheet'));
		await sheet.getByRole('button', { name: say['fill.send'] }).click();
		await card.getByText(fill(say['pre.filled'], { code: second.code, name: leader.name })).waitFor();
		await card.getByText(fill(say['pre.empty'], { count: 1 })).waitFor();
		const filled = `/items/${C.staffAssignments}?filter[grid][_eq]=${second.id}`;
		expect(await administrator(server).must('GET', filled)).toMatchObject([
			{ person: leader.id, stand_in: true, starts_on: today, ends_on: today },
		]);
		await card.getByText(fill(say['pre.stand_ins'], { count: 1 })).click();
		await expectUsable(page, shot('filled'));

		// Somebody else fills the last one: the card hears of it, and is content.
		const [third] = others;
		await createPerson(server, { posts: [{ position: 'unit_leader', grid: third?.id ?? 0 }] });
		await page.reload();
		await card.getByText(say['pre.full']).waitFor();
		await expectUsable(page, shot('full'));

		// A server that does not answer is not a college without empty posts.
		await page.route(`**${ROUTES.preflight}`, async (route) => await route.fulfill({ status: 500, body: 'x' }));
		await page.reload();
		await card.getByText(say['pre.failed']).waitFor();
		await expectUsable(page, shot('failed'));
		await page.unroute(`**${ROUTES.preflight}`);
		await card.getByRole('button', { name: say['app.retry'] }).click();
		await card.getByText(say['pre.full']).waitFor();
		expect(complaints).toEqual([]);
	});
});

describe.each(SCREENS)('messages, on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `messages-${device}-${language}-${name}`;

	test('what was sent to whom, found again, and what failed sent once more', async () => {
		const building = await createBuilding(server);
		const { college } = building;
		const group = await groupOf(building, language);
		const leader = await createPerson(server, {
			posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }],
		});
		const { page, complaints } = await visit({ viewport, locale: language });
		await logInAt(page, `${server.url}/grid/desk#messages`, group, language);
		const list = page.locator('.messages');
		await list.getByText(say['msg.none'], { exact: true }).waitFor();
		await expectUsable(page, shot('none'));

		const key = (name: string) => `${device}-${language}-${name}`;
		const mail = { college, channel: 'mail', recipient: leader.id, address: leader.email } as const;
		const told = { college, channel: 'notification', state: 'sent', recipient: leader.id, claim: 0 } as const;
		for (let index = 0; index < 52; index++)
			await writeMessage(db, key(`told-${index}`), {
				...told,
				kind: 'reminder',
				subject: `零报告提醒：${index} 还没有上报，22:40 截止`,
				sent_at: new Date(),
				next_attempt_at: null,
			});
		const robot = await writeRobot(db, college, 'https://qyapi.weixin.qq.com/x', { name: '六号楼楼群' });
		await writeDeadLetter(db, key('robot'), {
			college,
			channel: 'robot',
			robot,
			kind: 'digest',
			subject: '零报告提醒：22:40 截止，以下网格还没有上报',
			last_error: '200 {"errcode":93000,"errmsg":"invalid webhook url"}',
		});
		await writeDeadLetter(db, key('dead'), { ...mail, subject: `请查看名单 ${language} ${device}` });
		await page.reload();
		await list
			.getByRole('button', { name: fill(say['msg.count'], { state: say['msg.state.dead'], count: 2 }) })
			.waitFor();
		expect(await list.locator('li[data-state]').count()).toBe(50);
		await expectUsable(page, shot('list'));
		await list.getByRole('button', { name: say['msg.older'] }).click();
		await list.getByRole('button', { name: say['msg.newest'] }).waitFor();
		await waitForCount(list.locator('li[data-state]'), 4);

		await list.getByRole('button', { name: say['msg.state.dead'] }).click();
		await list.getByText(say['problem.robot']).waitFor();
		await waitForCount(list.locator('li[data-state]'), 2);
		await expectUsable(page, shot('failed'));
		await list.getByLabel(say['msg.person']).fill(leader.name);
		await list.getByText(say['problem.robot']).waitFor({ state: 'detached' });
		await waitForCount(list.locator('li[data-state]'), 1);

		await list.getByRole('button', { name: fill(say['msg.retry_which'], { to: leader.name, subject: '' }) }).click();
		// It is no failure any more, and leaves this list.
		await list.getByText(say['msg.none.filtered']).waitFor();
		await waitForMessage(db, key('dead'), 'sent', 60_000);
		expect(post.mails.filter(({ id }) => id === `<${key('dead')}@dormitory-grid>`)).toHaveLength(1);
		await list.getByRole('button', { name: say['msg.clear'] }).click();
		await list.getByLabel(say['msg.channel']).selectOption('mail');
		await list.getByText(group.name).first().waitFor();
		await expectUsable(page, shot('retried'));
		expect(await page.locator('body').innerText()).not.toContain('{');
		expect(complaints).toEqual([]);
	});
});

test('a retry that is refused or gets no answer says so, and the message stays', async () => {
	const building = await createBuilding(server);
	const group = await groupOf(building, 'zh-CN');
	const say = TEXTS['zh-CN'];
	await writeDeadLetter(db, 'stays', {
		college: building.college,
		channel: 'mail',
		recipient: group.id,
		address: 'nobody@college.example',
	});
	const { page } = await visit({ viewport: PHONE });
	await logInAt(page, `${server.url}/grid/desk#messages`, group, 'zh-CN');
	const retry = page.getByRole('button', { name: say['msg.retry'] });
	await page.route('**/retry', async (route) => await route.abort());
	await retry.click();
	await page.getByText(say['msg.retry_unreachable']).waitFor();
	await page.unroute('**/retry');
	await page.route('**/retry', async (route) => {
		const error = { message: '服务器繁忙', extensions: { code: 'GRID_BUSY' } };
		await route.fulfill({ status: 503, json: { errors: [error] } });
	});
	await retry.click();
	await page.getByText(fill(say['msg.retry_failed'], { message: '服务器繁忙' })).waitFor();
	await expectUsable(page, 'messages-phone-refused');
	await page.unroute('**/retry');
	// Its address is still none: sent again, it fails again, and is seen failed again.
	await retry.click();
	await page.getByText(say['msg.queued_again']).waitFor();
	await waitForMessage(db, 'stays', 'dead', 30_000);
});
