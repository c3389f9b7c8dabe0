import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { NightReportRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** The test house itself: a building, its people and a night of one's own, on whichever database this project has. */
describe('the test house', () => {
	let server: SharedServer;
	let building: Building;
	let leader: Person;
	let group: Person;

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, departments: 2 });
		const unit = building.units[0]?.id ?? 0;
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit }] });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	});

	it('makes what was asked for', () => {
		expect(building.units).toHaveLength(4);
		expect(building.residents).toHaveLength(4 * 2 * 3);
		expect(new Set(building.residents.map((resident) => resident.counsellor)).size).toBe(2);
	});

	it('runs a night', async () => {
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 10 });
		const night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const [unit] = building.units;
		if (!unit) throw new Error('the building has no unit');
		const answer = await submit(
			leader,
			unitReport(night.id, unit, { [unit.rooms[0]?.residents[0]?.id ?? 0]: 'not_returned' }),
		);
		expect(answer.status).toBe(200);
		await waitForNight(server, { id: night.id }, 'closed');
		const { data } = await leader.get<NightReportRow[]>(
			`/items/${COLLECTIONS.nightReports}?filter[night][_eq]=${night.id}&fields=state,not_returned`,
		);
		expect(data).toEqual([{ state: 'on_time', not_returned: 1 }]);
	});
});
