import type { Page } from 'playwright-core';
import type { Language } from '../../extensions/dormitory-grid/src/constants/languages.ts';
import type { TonightAnswer, TonightGrid } from '../../extensions/dormitory-grid/src/types/api.ts';
import type { NightSubmissionRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding, type Floor, type Unit } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { TEXTS } from './browser.ts';

export const PASSWORD = 'a-leader-of-tests';

/** Milliseconds: a page's clock moves once a second (pages/shared/use-clock.ts), and differs from the server's by a part of a round trip. */
export const CLOCKS_APART = 2000;

/** A building of its own in a rehearsal: one floor with two units, a leader for each, and a floor head. */
export interface Evening {
	url: string;
	building: Building;
	floor: Floor;
	units: [Unit, Unit];
	leaders: [Person, Person];
	floorHead: Person;
	night: number;
}

export async function openEvening(
	server: { url: string },
	options: { language: Language; closesIn: number },
): Promise<Evening> {
	const { language, closesIn } = options;
	const building = await createBuilding(server, { roomsPerUnit: 5, residentsPerRoom: 6 });
	const [floor] = building.floors;
	const [first, second] = building.units;
	if (!floor || !first || !second) throw new Error('the building came without its units');
	const person = async (position: 'unit_leader' | 'floor_head', grid: number) =>
		await createPerson(server, { posts: [{ position, grid }], language, password: PASSWORD, phone: '19900001234' });
	const leaders: [Person, Person] = [await person('unit_leader', first.id), await person('unit_leader', second.id)];
	const floorHead = await person('floor_head', floor.id);
	const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	const rehearsal = await createRehearsal(group, { root: building.id, closesIn });
	const { id: night } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	return { url: server.url, building, floor, units: [first, second], leaders, floorHead, night };
}

/** Through the form, as a person does it. */
export async function logIn(page: Page, { url }: { url: string }, person: Person, language: Language): Promise<void> {
	const say = TEXTS[language];
	await page.goto(`${url}/grid/tonight`);
	await page
		.getByRole('button', { name: say['login.submit'] })
		.or(page.getByRole('button', { name: 'English' }))
		.first()
		.waitFor();
	if (language === 'en-US' && (await page.getByRole('button', { name: 'English' }).isVisible())) {
		await page.getByRole('button', { name: 'English' }).click();
	}
	await page.getByLabel(say['login.account']).fill(person.email);
	await page.getByLabel(say['login.password'], { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: say['login.submit'] }).click();
	await page.locator('#grid-title').waitFor();
}

/** Everything that was ever stored for a grid in a night, oldest first. */
export async function readSubmissions({ url, night }: Evening, grid: number): Promise<NightSubmissionRow[]> {
	const filter = `filter[night][_eq]=${night}&filter[grid][_eq]=${grid}&sort=number`;
	return await administrator({ url }).must('GET', `/items/night_submissions?${filter}`);
}

/** A grid's report as its own person is told. */
export async function readReport(person: Person, grid: number): Promise<NonNullable<TonightGrid['report']>> {
	const answer = await person.must<TonightAnswer>('GET', '/grid/api/tonight');
	const found = [...answer.mine, ...answer.below].find((each) => each.grid === grid);
	if (!found?.report) throw new Error(`no report of grid ${grid}`);
	return found.report;
}
