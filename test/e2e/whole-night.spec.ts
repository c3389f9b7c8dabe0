import { expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import { counsellorEnUS } from '../../extensions/dormitory-grid/src/lang/pages/counsellor/en-US.ts';
import { counsellorZhCN } from '../../extensions/dormitory-grid/src/lang/pages/counsellor/zh-CN.ts';
import { deskEnUS } from '../../extensions/dormitory-grid/src/lang/pages/desk/en-US.ts';
import { deskZhCN } from '../../extensions/dormitory-grid/src/lang/pages/desk/zh-CN.ts';
import type {
	NightEditionRow,
	NightFollowupRow,
	NightSubmissionRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Resident } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitForNight } from '../setup/fixtures/night.ts';
import { openDatabase, sharedServer } from '../setup/test-house.ts';
import { DESK, PHONE, TEXTS, useBrowser, type Visitor } from './browser.ts';
import { type Cast, enter, look, openCast } from './cast.ts';
import { fill } from '../../extensions/dormitory-grid/src/lang/fill.ts';

const visit = useBrowser();
const COUNSELLOR = { 'zh-CN': counsellorZhCN, 'en-US': counsellorEnUS };
const GROUP = { 'zh-CN': deskZhCN, 'en-US': deskEnUS };
/** The pages ask every eight to fifteen seconds. */
const A_POLL = 40_000;
/** Far longer than what is done before the close takes: then the close is brought forward. */
const CLOSES_IN = 1800;

/** Everybody's own browser. */
interface Stage {
	cast: Cast;
	leader: Visitor;
	offline: Visitor;
	standIn: Visitor;
	floorHeads: [Visitor, Visitor];
	buildingHead: Visitor;
	counsellor: Visitor;
	group: Visitor;
	/** Not returned, and late without a time. */
	missing: Resident;
	late: Resident;
}

/** Nobody waits for half an hour, and no step above depends on how fast it was: the window is moved, the close is the clock's own. */
async function closeNow(cast: Cast): Promise<void> {
	const { database } = await sharedServer();
	const db = openDatabase(database);
	const now = Date.now();
	const at = (seconds: number) => new Date(now + seconds * 1000);
	const window = { unit_due_at: at(0), floor_due_at: at(1), closes_at: at(2), locks_at: at(3600) };
	await db(C.nights).where({ id: cast.night, state: 'open' }).update(window);
	await waitForNight(cast, { id: cast.night }, 'closed');
}

/** By its heading: a card names the unit's leader, too. */
const cardOf = ({ page }: Visitor, { name }: Resident) =>
	page.locator('.student', { has: page.locator('h3', { hasText: name }) });

async function openStage(language: Language): Promise<Stage> {
	const cast = await openCast(await sharedServer(), { language, closesIn: CLOSES_IN });
	const [missing, late] = cast.units[0].rooms[0]?.residents ?? [];
	if (!missing || !late) throw new Error('nobody lives there');
	const on = async (viewport: typeof PHONE) => await visit({ viewport, locale: language });
	const stage: Stage = {
		cast,
		missing,
		late,
		leader: await on(PHONE),
		offline: await on(PHONE),
		standIn: await on(PHONE),
		floorHeads: [await on(PHONE), await on(PHONE)],
		buildingHead: await on(DESK),
		counsellor: await on(DESK),
		group: await on(DESK),
	};
	const tonight = { path: '/grid/tonight', ready: '#grid-title' } as const;
	await enter(stage.leader, cast, { person: cast.leaders[0], ...tonight });
	await enter(stage.offline, cast, { person: cast.leaders[1], ...tonight });
	await enter(stage.standIn, cast, { person: cast.standIn, ...tonight });
	await enter(stage.floorHeads[0], cast, { person: cast.floorHeads[0], ...tonight });
	await enter(stage.floorHeads[1], cast, { person: cast.floorHeads[1], ...tonight });
	await enter(stage.buildingHead, cast, { person: cast.buildingHead, ...tonight });
	await enter(stage.counsellor, cast, { person: cast.counsellor, path: '/grid/counsellor', ready: '.headline h1' });
	await enter(stage.group, cast, { person: cast.group, path: '/grid/desk', ready: '.headline h1' });
	return stage;
}

async function rowsOf<Row>({ url, night }: Cast, collection: string, filter = ''): Promise<Row[]> {
	return await administrator({ url }).must('GET', `/items/${collection}?filter[night][_eq]=${night}&limit=-1${filter}`);
}

/** Before the close: four units, of which one is cut off and one says nothing, two floors and the building. */
async function report(stage: Stage): Promise<void> {
	const { cast, leader, offline, standIn, floorHeads, buildingHead, counsellor, group, missing, late } = stage;
	const { language, units } = cast;
	const say = TEXTS[language];
	const shot = (name: string) => `whole-${name}-${language}`;
	const send = async ({ page }: Visitor) =>
		await page.getByRole('button', { name: say['bar.send'], exact: true }).click();
	const sent = async ({ page }: Visitor) => await page.getByRole('heading', { name: say['sent.on_time'] }).waitFor();
	const mark = async ({ page }: Visitor, { name }: Resident, as: 'not_returned' | 'late_return', why?: string) => {
		await page.locator('.tile', { hasText: name }).first().click();
		const sheet = page.getByRole('dialog');
		await sheet.getByRole('button', { name: say[`mark.${as}`], exact: true }).click();
		if (why) await sheet.getByLabel(say['sheet.reason']).fill(why);
		if (why) await look(page, shot('student'));
		await sheet.getByRole('button', { name: say['sheet.done'] }).click();
	};

	// The unit leader, with one not returned and one late.
	await look(leader.page, shot('unit-empty'));
	await mark(
		leader,
		missing,
		'not_returned',
		language === 'zh-CN' ? '手机关机，室友不清楚去向' : 'Phone is off, room-mates do not know',
	);
	await mark(leader, late, 'late_return');
	await leader.page.locator('.bar').getByRole('button', { name: say['bar.rest_in'] }).click();
	await look(leader.page, shot('unit-ready'));
	await send(leader);
	await sent(leader);

	// The second unit loses its network in the middle; what it has sent goes out by itself.
	await offline.page.locator('.tile').first().waitFor();
	await offline.context.setOffline(true);
	await offline.page.locator('.bar').getByRole('button', { name: say['bar.all_in'] }).click();
	await send(offline);
	await offline.page.getByText(say['send.queued'], { exact: true }).waitFor();
	await look(offline.page, shot('queued'));
	expect(await rowsOf(cast, C.nightSubmissions, `&filter[grid][_eq]=${units[1].id}`)).toEqual([]);
	await offline.context.setOffline(false);
	await sent(offline);

	// The third has a stand-in, and is seen as such by whoever looks.
	await standIn.page.locator('.bar').getByRole('button', { name: say['bar.all_in'] }).click();
	await send(standIn);
	await sent(standIn);
	await standIn.page.locator('.facts').getByText(say['sent.stand_in']).waitFor();
	await look(standIn.page, shot('stand-in'));

	// The floor head hands the first report back, with a reason; its leader looks again and corrects it.
	const [low, high] = floorHeads;
	await low.page.reload();
	await low.page.getByRole('button', { name: fill(say['area.look'], { code: units[0].code }) }).click();
	await low.page.getByRole('button', { name: say['handback.open'] }).click();
	await low.page.getByRole('button', { name: say['handback.reason_missing'] }).click();
	await look(low.page, shot('handback'));
	await low.page.getByRole('dialog').getByRole('button', { name: say['handback.send'], exact: true }).click();
	await low.page.locator('.handed-back').waitFor();
	await low.page.getByRole('button', { name: say['behalf.back'], exact: true }).click();
	await leader.page.reload();
	await leader.page.locator('.handed-back').waitFor();
	await look(leader.page, shot('handed-back'));
	await leader.page.getByRole('button', { name: say['sent.correct'] }).click();
	await leader.page.getByRole('button', { name: say['reason.found'] }).click();
	await leader.page.getByRole('button', { name: say['bar.send_again'] }).click();
	await leader.page.getByText(say['sent.corrections']).waitFor();

	// The late one is back: one tap.
	const lateRow = leader.page.locator('.away li', { hasText: late.name });
	await lateRow.getByRole('button').first().click();
	await lateRow.locator('.done').waitFor();
	await look(leader.page, shot('corrected'));

	// Floors sign: one complete, one with its gap named; then the building.
	await low.page.reload();
	await low.page.getByRole('button', { name: say['sign.sign'] }).click();
	await low.page.getByRole('heading', { name: say['sign.done'] }).waitFor();
	await look(low.page, shot('floor-signed'));
	await high.page.reload();
	await high.page.getByText(say['sent.stand_in']).waitFor();
	await high.page.getByRole('button', { name: say['sign.seen_gaps'] }).click();
	expect(await high.page.getByRole('dialog').innerText()).toContain(units[3].code);
	await look(high.page, shot('floor-gaps'));
	await high.page.getByRole('button', { name: say['sign.with_gaps'], exact: true }).click();
	await high.page.getByRole('heading', { name: say['sign.done'] }).waitFor();
	await look(high.page, shot('floor-signed-gaps'));
	await buildingHead.page.reload();
	await buildingHead.page.locator('#grid-title').waitFor();
	await look(buildingHead.page, shot('building'));
	await buildingHead.page.getByRole('button', { name: say['sign.sign'] }).click();
	await buildingHead.page.getByRole('heading', { name: say['sign.done'] }).waitFor();

	// Meanwhile the counsellor and the working group see it come in.
	await counsellor.page.reload();
	await cardOf(counsellor, missing).waitFor({ timeout: A_POLL });
	await look(counsellor.page, shot('counsellor-open'));
	await group.page.reload();
	await group.page
		.locator(`.cell[data-unit="${units[2].code}"][data-state=on_time]`)
		.first()
		.waitFor({ timeout: A_POLL });
	await look(group.page, shot('desk-open'));
}

/** After the close: the gap is named, the counsellor acts, the student comes back, the desk tells all of it. */
async function followUp(stage: Stage): Promise<void> {
	const { cast, leader, counsellor, group, missing, late } = stage;
	const { language, units, leaders } = cast;
	const [say, words, desk] = [TEXTS[language], COUNSELLOR[language], GROUP[language]];
	const shot = (name: string) => `whole-${name}-${language}`;
	await closeNow(cast);

	const { page } = counsellor;
	const [, edition = ''] = words['head.edition'].split(/\{number\}|\{time\}/);
	await page.locator('.headline p', { hasText: `1${edition}` }).waitFor({ timeout: A_POLL });
	await page.locator('.gaps').waitFor({ timeout: A_POLL });
	const gaps = page.locator('.gaps');
	expect(await gaps.innerText()).toContain(units[3].code);
	expect(await gaps.innerText()).toContain(leaders[2].name);
	expect(await page.locator('#list-open').innerText()).toMatch(/1/);
	await look(page, shot('counsellor-list'));
	const act = (name: 'act.not_reached' | 'act.contacted') =>
		page.getByRole('button', { name: fill(words['act.of'], { act: words[name], name: missing.name }), exact: true });
	const card = cardOf(counsellor, missing);
	await act('act.not_reached').click();
	await card.locator('.log').getByText(words['log.not_reached'], { exact: true }).waitFor();
	await act('act.contacted').click();
	await card.locator('.log').getByText(words['log.contacted'], { exact: true }).waitFor();
	await look(page, shot('counsellor-contact'));

	await leader.page.reload();
	const row = leader.page.locator('.away li', { hasText: missing.name });
	await row.getByRole('button', { name: say['back.note'].split('{')[0] ?? '' }).click();
	await row.locator('.done').waitFor();
	await look(leader.page, shot('leader-back'));
	await page.getByText(fill(words['list.settled'], { count: 2 })).waitFor({ timeout: A_POLL });
	await look(page, shot('counsellor-settled'));

	await group.page.reload();
	await group.page.locator('.headline [data-mark=bad] dd').first().waitFor({ timeout: A_POLL });
	expect(
		await group.page
			.locator('section', { has: group.page.locator('#silent-title') })
			.first()
			.innerText(),
	).toContain(units[3].code);
	await look(group.page, shot('desk-closed'));
	await group.page.locator(`.cell[data-unit="${units[0].code}"]`).first().click();
	const sheet = group.page.getByRole('dialog');
	await sheet
		.getByText(fill(desk['unit.report'], { number: 2 }).split(' ·')[0] ?? '')
		.first()
		.waitFor();
	await look(group.page, shot('desk-unit'));

	// What is left in the books.
	const submissions = await rowsOf<NightSubmissionRow>(cast, C.nightSubmissions);
	const of = (grid: number) => submissions.filter((row) => row.grid === grid);
	expect(units.map(({ id }) => of(id).length)).toEqual([2, 1, 1, 0]);
	expect(of(units[2].id)).toMatchObject([{ stand_in: true, on_behalf: false }]);
	expect(of(cast.building.floors[1]?.id ?? 0)).toMatchObject([{ gaps: [units[3].id] }]);
	const followups = await rowsOf<NightFollowupRow>(cast, C.nightFollowups, '&sort=recorded_at');
	expect(followups.map(({ kind, student }) => [kind, student])).toEqual([
		['back', late.id],
		['not_reached', missing.id],
		['contacted', missing.id],
		['back', missing.id],
	]);
	const editions = await rowsOf<NightEditionRow>(cast, C.nightEditions, '&sort=number');
	expect(editions[0]).toMatchObject({ number: 1, counsellor: cast.counsellor.id });
	const visitors = [leader, stage.offline, stage.standIn, ...stage.floorHeads, stage.buildingHead, counsellor, group];
	expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
}

test.each<Language>(['zh-CN', 'en-US'])(
	'a whole night by everybody who has a part in it, from the first tick to the desk, in %s',
	{ timeout: 600_000 },
	async (language) => {
		const stage = await openStage(language);
		await report(stage);
		await followUp(stage);
	},
);
