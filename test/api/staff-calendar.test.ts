import { expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { accessOf, dateIn, EARLIEST_ZONE, LATEST_ZONE, readableStudents } from '../setup/fixtures/access.ts';
import { createBuilding } from '../setup/fixtures/building.ts';
import { administrator, createCollege } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson } from '../setup/fixtures/person.ts';
import { sharedServer } from '../setup/test-house.ts';

/** No false clock: the college moves to a zone where it is tomorrow already, and the calendar does the rest. */
it('posts begin and end by the college’s own calendar, each once', async () => {
	const server = await sharedServer();
	const college = await createCollege(server, { time_zone: EARLIEST_ZONE });
	const building = await createBuilding(server, { college: college.id });
	const [first, second] = building.units;
	const today = dateIn(EARLIEST_ZONE);
	const leaving = await createPerson(server, {
		posts: [{ position: 'unit_leader', grid: first?.id ?? 0, ends_on: today }],
	});
	const coming = await createPerson(server, {
		posts: [
			{ position: 'unit_leader', grid: first?.id ?? 0, starts_on: dateIn(EARLIEST_ZONE, 1) },
			{ position: 'unit_leader', grid: second?.id ?? 0, starts_on: dateIn(EARLIEST_ZONE, 9) },
		],
	});
	expect(await readableStudents(leaving)).toHaveLength(6);
	expect(await readableStudents(coming)).toBeNull();
	expect(await accessOf(server, coming.id)).toEqual({ policies: [], scopes: [] });

	await administrator(server).must('PATCH', `/items/${C.colleges}/${college.id}`, { time_zone: LATEST_ZONE });
	await waitFor('the new leader to be let in', 30_000, async () => await readableStudents(coming));
	expect(await readableStudents(coming)).toEqual(
		first?.rooms.flatMap((room) => room.residents.map((one) => one.id)).toSorted((a, b) => a - b),
	);
	await waitFor('the old leader to be let out', 30_000, async () =>
		(await readableStudents(leaving)) === null ? true : null,
	);
	expect(await accessOf(server, leaving.id)).toEqual({ policies: [], scopes: [] });
	expect(await accessOf(server, coming.id)).toEqual({ policies: ['unit_leader'], scopes: ['unit_leader'] });
	const posts = await administrator(server).must<object[]>(
		'GET',
		`/items/${C.staffAssignments}?filter[person][_in]=${leaving.id},${coming.id}&sort=starts_on&fields=ends_on,ended_how,ended_at`,
	);
	expect(posts).toEqual([
		{ ends_on: today, ended_how: 'term_end', ended_at: expect.any(String) },
		{ ends_on: null, ended_how: null, ended_at: null },
		{ ends_on: null, ended_how: null, ended_at: null },
	]);
});
