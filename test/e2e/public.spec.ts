import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';
import { reportEnUS } from '../../extensions/dormitory-grid/src/lang/pages/report/en-US.ts';
import { reportZhCN } from '../../extensions/dormitory-grid/src/lang/pages/report/zh-CN.ts';
import type { IssueDetail, IssuesAnswer } from '../../extensions/dormitory-grid/src/types/api-issues.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { picture } from '../setup/fixtures/pictures.ts';
import { doorCodes } from '../setup/fixtures/public.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';
import { DESK, expectUsable, PHONE, useBrowser, type Viewport } from './browser.ts';

const visit = useBrowser();
const KB = 1024;
const TEXTS = { 'zh-CN': reportZhCN, 'en-US': reportEnUS };

let server: SharedServer;
beforeAll(async () => {
	server = await sharedServer();
});

/** A room's door, and the unit leader who answers for it. */
async function openDoor() {
	const building = await createBuilding(server, { floors: 1 });
	const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	const leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }] });
	const floorHead = await createPerson(server, {
		posts: [{ position: 'floor_head', grid: building.floors[0]?.id ?? 0 }],
	});
	const room = building.units[0]?.rooms[0]?.number ?? '';
	const codes = await doorCodes(group, building.id);
	const step = async (input: object, who = leader) =>
		await who.must('POST', `/items/${C.issueSteps}`, { client_key: randomUUID(), ...input });
	const print = async () => (await group.get(`${ROUTES.publicPlaces}/print?building=${building.id}`)).text;
	return { print, address: `${server.url}${ROUTES.door}/${codes.rooms.get(room)}`, room, leader, floorHead, step };
}

describe.each<{ device: string; viewport: Viewport; language: Language }>([
	{ device: 'phone', viewport: PHONE, language: 'zh-CN' },
	{ device: 'desk', viewport: DESK, language: 'en-US' },
	{ device: 'phone', viewport: PHONE, language: 'en-US' },
	{ device: 'desk', viewport: DESK, language: 'zh-CN' },
])('a student at a door, on a $device in $language', ({ device, viewport, language }) => {
	const say = TEXTS[language];
	const shot = (name: string) => `public-${device}-${language}-${name}`;

	test('reports a leaking pipe with a photo, says that it is not solved, and in the end that it is', async () => {
		const { address, room, leader, step } = await openDoor();
		const { page, complaints } = await visit({ viewport, locale: language });
		await page.goto(address);
		await page.getByRole('heading', { name: room }).waitFor();
		await expectUsable(page, shot('1-door'));

		await page.getByRole('button', { name: say['form.send'], exact: true }).click();
		await page.getByText(say['form.missing_category']).waitFor();
		await page.getByRole('button', { name: say['category.plumbing'] }).click();
		await page.getByLabel(say['form.words'], { exact: true }).fill('卫生间水管漏水，从昨晚开始');
		const photo = { name: 'leak.jpg', mimeType: 'image/jpeg', buffer: await picture('jpeg') };
		await page.getByLabel(say['form.photo_add']).last().setInputFiles(photo);
		await page.getByRole('button', { name: fill(say['form.photo_remove'], { number: 1 }) }).waitFor();
		await page.getByRole('button', { name: say['form.who'] }).click();
		await page.getByLabel(say['form.name'], { exact: true }).fill('王小明');
		await expectUsable(page, shot('2-written'));
		await page.getByRole('button', { name: say['form.send'], exact: true }).click();
		await page.getByRole('heading', { name: say['done.title'] }).waitFor();
		await page.getByText(say['with.unit']).waitFor();
		await expectUsable(page, shot('3-received'));

		const { issues } = await leader.must<IssuesAnswer>('GET', `${ROUTES.issues}?view=mine`);
		const issue = issues[0]?.id ?? 0;
		const detail = await leader.must<IssueDetail>('GET', `${ROUTES.issues}/${issue}`);
		expect([detail.contact, detail.steps[0]?.photos.length]).toEqual([{ name: '王小明', contact: null }, 1]);
		await step({ kind: 'take', issue });
		await step({ kind: 'settle', issue, note: '已换' });
		await step({ kind: 'feed_back', issue, note: '阀门已换，请试用' });

		// Later, on the same telephone.
		await page.reload();
		await page.getByText('阀门已换，请试用').waitFor();
		expect(await page.getByText('已换', { exact: true }).count()).toBe(0);
		await page.getByRole('button', { name: say['answer.no'] }).click();
		await page.getByRole('button', { name: fill(say['answer.star'], { count: 2 }), exact: true }).click();
		await page.getByLabel(say['answer.note']).fill('还在滴水');
		await page.locator('.receipt').scrollIntoViewIfNeeded();
		await expectUsable(page, shot('4-not-solved'));
		await page.getByRole('button', { name: say['answer.send'] }).click();
		await page.getByText(say['step.answer_not']).waitFor();

		await step({ kind: 'settle', issue, note: '再换' });
		await page.reload();
		await page.getByRole('button', { name: say['answer.yes'], exact: true }).click();
		await page.getByRole('button', { name: fill(say['answer.star'], { count: 5 }), exact: true }).click();
		await page.getByRole('button', { name: say['answer.send'] }).click();
		await page.getByText(say['step.answer_solved']).waitFor();
		await page.locator('.receipt').getByText(say['status.closed'], { exact: true }).waitFor();
		await page.locator('.receipt').scrollIntoViewIfNeeded();
		await expectUsable(page, shot('5-closed'));
		await page.getByText(say['open.none']).waitFor();
		expect((await leader.must<IssueDetail>('GET', `${ROUTES.issues}/${issue}`)).state).toBe('closed');
		expect(complaints).toEqual([]);
	});
});

test('the next student at the door says “me too” once, and follows by typing a receipt', async () => {
	const say = TEXTS['zh-CN'];
	const { address } = await openDoor();
	const first = await visit({ viewport: PHONE });
	await first.page.goto(address);
	await first.page.getByRole('button', { name: say['category.network'] }).click();
	await first.page.getByLabel(say['form.words'], { exact: true }).fill('上不了网');
	await first.page.getByRole('button', { name: say['form.send'], exact: true }).click();
	const receipt = await first.page.locator('.code').innerText();
	expect(receipt).toMatch(/^([2-9A-HJ-NP-Z]{5} ?){4}$/);

	const second = await visit({ viewport: PHONE });
	await second.page.goto(address);
	await second.page.getByRole('button', { name: say['open.me_too'] }).click();
	await second.page.getByText(fill(say['open.followers'], { count: 1 })).waitFor();
	await second.page.reload();
	await second.page.getByRole('button', { name: say['open.me_too'] }).click();
	await second.page.getByRole('button', { name: say['open.said'] }).waitFor();
	await second.page.getByText(fill(say['open.followers'], { count: 1 })).waitFor();
	await second.page.getByLabel(say['mine.find']).fill('AAAAA');
	await second.page.getByRole('button', { name: say['mine.show'] }).click();
	await second.page.getByText(say['mine.unknown']).waitFor();
	await second.page.getByLabel(say['mine.find']).fill(receipt.toLowerCase());
	await second.page.getByRole('button', { name: say['mine.show'] }).click();
	await second.page.locator('.receipt').getByText(say['status.reported'], { exact: true }).waitFor();
	await expectUsable(second.page, 'public-phone-zh-CN-me-too');
	expect([...first.complaints, ...second.complaints]).toEqual([]);
});

test('what staff have closed can still be said not to be solved', async () => {
	const say = TEXTS['zh-CN'];
	const { address, leader, floorHead, step } = await openDoor();
	const { page } = await visit({ viewport: PHONE });
	await page.goto(address);
	await page.getByRole('button', { name: say['category.hygiene'] }).click();
	await page.getByLabel(say['form.words'], { exact: true }).fill('走廊很脏');
	await page.getByRole('button', { name: say['form.send'], exact: true }).click();
	await page.getByText(say['with.unit']).waitFor();
	const { issues } = await leader.must<IssuesAnswer>('GET', `${ROUTES.issues}?view=mine`);
	const issue = issues[0]?.id ?? 0;
	await step({ kind: 'settle', issue, note: '扫过' });
	await step({ kind: 'verify', issue }, floorHead);
	await step({ kind: 'feed_back', issue, note: '已清扫' });
	await page.reload();
	await page.locator('.receipt').getByText(say['status.closed'], { exact: true }).waitFor();
	await page.getByRole('button', { name: say['answer.no'] }).click();
	await page.getByRole('button', { name: say['answer.send'] }).click();
	await page.locator('.receipt').getByText(say['status.reported'], { exact: true }).waitFor();
});

test('the codes of a building are a document to be printed', async () => {
	const { print } = await openDoor();
	const { page, complaints } = await visit({ viewport: DESK });
	await page.setContent(await print());
	expect(await page.locator('svg').count()).toBe(5);
	await expectUsable(page, 'public-print');
	expect(complaints).toEqual([]);
});

test('a wrong code says so; the first visit takes less than 100 KB', async () => {
	const { address } = await openDoor();
	const { page, context } = await visit({ viewport: PHONE });
	const session = await context.newCDPSession(page);
	let bytes = 0;
	session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
	await session.send('Network.enable');
	await page.goto(address);
	await page.getByRole('button', { name: TEXTS['zh-CN']['form.send'], exact: true }).waitFor();
	console.log(`public page: ${Math.round(bytes / KB)} KB on the first visit`);
	expect(bytes).toBeLessThan(100 * KB);
	await page.goto(`${server.url}${ROUTES.door}/AAAABBBBCCCC`);
	await page.getByText(TEXTS['zh-CN']['page.unknown']).waitFor();
});
