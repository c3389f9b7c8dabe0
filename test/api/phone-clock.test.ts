import { expect, test } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { NightSubmissionRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';

/** Three clocks a report (FIELD.md): seen and sent are the phone's, received is ours, and the difference is measured at the try. */
test('a phone’s clock is measured by ours, and nobody claims the measure', async () => {
	const server = await sharedServer();
	const building = await createBuilding(server, { floors: 1, unitsPerFloor: 1 });
	const [unit] = building.units;
	if (!unit) throw new Error('the building came without its unit');
	const group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	const leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit.id }] });
	const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 60 });
	const night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	const ahead = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

	const cases = [
		{ phone_clock: ahead(600), sent_at: ahead(-90) },
		{ phone_clock: ahead(-3600) },
		// A claim about the measure itself is overwritten; a clock of no century is none.
		{ clock_skew: 7 },
		{ phone_clock: '0001-01-01T00:00:00Z', clock_skew: 7 },
	];
	for (const part of cases) {
		const answer = await submit(leader, { ...unitReport(night.id, unit, {}), reason: '再报', ...part });
		expect([answer.status, answer.code]).toEqual([200, null]);
	}
	const address = `/items/${C.nightSubmissions}?filter[night][_eq]=${night.id}&sort=number&fields=clock_skew`;
	const skews = (await leader.must<NightSubmissionRow[]>('GET', address)).map((row) => row.clock_skew);
	expect(skews).toHaveLength(4);
	expect(Math.abs((skews[0] ?? 0) - 600)).toBeLessThanOrEqual(5);
	expect(Math.abs((skews[1] ?? 0) + 3600)).toBeLessThanOrEqual(5);
	expect(skews.slice(2)).toEqual([null, null]);
	const noon = { ...unitReport(night.id, unit, {}), phone_clock: 'noon' };
	expect((await leader.post(`/items/${C.nightSubmissions}`, noon)).code).toBe('GRID_INVALID_INPUT');
});
