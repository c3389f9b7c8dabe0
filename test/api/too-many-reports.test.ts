import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { NightRow, NightReportRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** Each correction is a row kept for good and perhaps an edition: one person cannot go on for ever, and locks out nobody else. */
describe('one person’s reports of one grid in one night', () => {
	let server: SharedServer;
	let building: Building;
	let night: NightRow;
	let leader: Person;
	let head: Person;
	const unit = () => building.units[0] ?? expect.fail('no unit');
	const correction = () => ({ ...unitReport(night.id, unit()), reason: '更正' });
	const submissions = async () => {
		const filter = `filter[night][_eq]=${night.id}&filter[grid][_eq]=${unit().id}`;
		const [report] = await administrator(server).must<NightReportRow[]>('GET', `/items/${C.nightReports}?${filter}`);
		return report?.submissions;
	};

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server);
		const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit().id }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 300 });
		night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	});

	it('an array of too many is refused whole', async () => {
		const many = Array.from({ length: 21 }, correction);
		const answer = await leader.post(`/items/${C.nightSubmissions}`, many);
		expect([answer.status, answer.code]).toEqual([413, 'GRID_TOO_LARGE']);
		expect(await submissions()).toBe(0);
	});

	it('twenty are taken, the next is not, and whoever stands above still corrects', async () => {
		for (let sent = 0; sent < 20; sent++) await leader.must('POST', `/items/${C.nightSubmissions}`, correction());
		const answer = await leader.post(`/items/${C.nightSubmissions}`, correction());
		expect([answer.status, answer.code]).toEqual([409, 'GRID_TOO_MANY']);
		expect(answer.errors[0]?.message).toContain(`网格 ${unit().code}`);
		expect(await submissions()).toBe(20);
		expect((await head.post(`/items/${C.nightSubmissions}`, correction())).status).toBe(200);
	});

	it('the same key again is still the first one, not one too many', async () => {
		const sent = correction();
		await head.must('POST', `/items/${C.nightSubmissions}`, sent);
		expect((await head.post(`/items/${C.nightSubmissions}`, sent)).code).toBe('GRID_ALREADY_RECEIVED');
	});
});
