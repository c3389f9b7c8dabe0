import type { Page } from 'playwright-core';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import type { Position } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { sharedEnUS } from '../../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding, type Unit } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person, type Post } from '../setup/fixtures/person.ts';
import { DESK, expectUsable, PHONE, type Viewport, type Visitor } from './browser.ts';

const PASSWORD = 'a-night-of-tests';
const SHARED = { 'zh-CN': sharedZhCN, 'en-US': sharedEnUS };
const COLLEGE_ZONE = 'Asia/Shanghai';

/** Everybody of one building in a rehearsal: two floors of two units, and who answers for them. */
export interface Cast {
	url: string;
	language: Language;
	building: Building;
	night: number;
	units: [Unit, Unit, Unit, Unit];
	/** Of the first unit, the second and the last; the third has a stand-in. */
	leaders: [Person, Person, Person];
	standIn: Person;
	/** The second is a mere room head where one head is asked for. */
	floorHeads: [Person, Person];
	buildingHead: Person;
	counsellor: Person;
	group: Person;
}

export async function openCast(
	server: { url: string },
	{ language, closesIn, heads = 2 }: { language: Language; closesIn: number; heads?: 1 | 2 },
): Promise<Cast> {
	const building = await createBuilding(server, { floors: 2, roomsPerUnit: 3, residentsPerRoom: 4 });
	const [first, second, third, last] = building.units;
	const [low, high] = building.floors;
	const [counsellor] = building.counsellors;
	if (!first || !second || !third || !last || !low || !high || !counsellor)
		throw new Error('the building came without its people');
	let phone = 19_900_003_000;
	const appoint = async (post: Post) =>
		await createPerson(server, { posts: [post], language, password: PASSWORD, phone: String(phone++) });
	const person = async (position: Position, grid: number) => await appoint({ position, grid });
	const leaders: Cast['leaders'] = [
		await person('unit_leader', first.id),
		await person('unit_leader', second.id),
		await person('unit_leader', last.id),
	];
	const floorHeads: Cast['floorHeads'] = [
		await person('floor_head', low.id),
		heads === 2
			? await person('floor_head', high.id)
			: await appoint({ position: 'room_head', room: last.rooms[0]?.id ?? 0 }),
	];
	const buildingHead = await person('building_head', building.id);
	const group = await appoint({ position: 'working_group', college: building.college });
	// Appointed for tonight by the building head, as he may: a room head of that very unit.
	const standIn = await appoint({ position: 'room_head', room: third.rooms[0]?.id ?? 0 });
	const today = dateIn(COLLEGE_ZONE);
	await buildingHead.must('POST', `/items/${C.staffAssignments}`, {
		person: standIn.id,
		position: 'unit_leader',
		grid: third.id,
		starts_on: today,
		ends_on: today,
		stand_in: true,
	});
	await administrator(server).must('PATCH', `/users/${counsellor.id}`, { password: PASSWORD, language });
	const rehearsal = await createRehearsal(group, { root: building.id, closesIn });
	const { id } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	return {
		url: server.url,
		language,
		building,
		night: id,
		units: [first, second, third, last],
		leaders,
		standIn,
		floorHeads,
		buildingHead,
		counsellor,
		group,
	};
}

/** Through the form of a page, as a person does it; the page's own first heading is waited for. */
export async function enter(
	{ page }: Pick<Visitor, 'page'>,
	{ url, language }: Cast,
	{ person, path, ready }: { person: Person; path: '/grid/tonight' | '/grid/counsellor' | '/grid/desk'; ready: string },
): Promise<void> {
	const say = SHARED[language];
	await page.goto(url + path);
	await page.locator('#account').waitFor();
	const english = page.getByRole('button', { name: 'English' });
	if (language === 'en-US' && (await english.isVisible())) await english.click();
	await page.getByLabel(say['login.account']).fill(person.email);
	await page.getByLabel(say['login.password'], { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: say['login.submit'] }).click();
	await page.locator(ready).waitFor();
}

/** A screen as a phone and as a desk show it, each of them usable. */
export async function look(page: Page, name: string): Promise<void> {
	const own = page.viewportSize() ?? DESK;
	for (const size of own.width === DESK.width ? [PHONE, DESK] : [DESK, PHONE]) {
		await page.setViewportSize(size satisfies Viewport);
		await expectUsable(page, `${name}-${size.width}`);
	}
}
