import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { StaffAssignmentRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Client } from '../setup/client.ts';
import { accessOf, dateIn, logInByCookie, readableStudents } from '../setup/fixtures/access.ts';
import { type Building, createBuilding, type Unit } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { assign, createPerson, type Person, type PersonOptions } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

const ZONE = 'Asia/Shanghai';
const NOTHING = { policies: [], scopes: [] };

/** Access follows the assignment (DESIGN.md 2.9): by hand, by import and by the calendar. */
describe('a post', () => {
	let server: SharedServer;
	let building: Building;
	let group: Person;

	const unit = (index: number): Unit => building.units[index] ?? expect.fail('no unit');
	const studentsOf = ({ rooms }: Unit) =>
		rooms.flatMap((room) => room.residents.map((one) => one.id)).toSorted((a, b) => a - b);
	const leaderOf = async (index: number, options: PersonOptions = {}) =>
		await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit(index).id }], ...options });
	const assignment = async (id: string | undefined) =>
		await administrator(server).must<StaffAssignmentRow>('GET', `/items/${C.staffAssignments}/${id}`);
	const end = async (who: Client, id: string | undefined, body: object) =>
		await who.patch<StaffAssignmentRow>(`/items/${C.staffAssignments}/${id}`, body);

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 4, departments: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	});

	it('gives its access with the answer, and takes it with a last day set by hand', async () => {
		const person = await createPerson(server);
		expect(await readableStudents(person)).toBeNull();
		const post = { person: person.id, position: 'unit_leader', grid: unit(0).id, starts_on: dateIn(ZONE) };
		const created = await group.post<StaffAssignmentRow>(`/items/${C.staffAssignments}`, post);
		expect(created.data).toMatchObject({ college: building.college, unit: unit(0).id, ended_at: null });
		expect(await readableStudents(person)).toEqual(studentsOf(unit(0)));
		expect(await accessOf(server, person.id)).toEqual({ policies: ['unit_leader'], scopes: ['unit_leader'] });

		const ended = await end(group, created.data.id, { ends_on: dateIn(ZONE), ended_how: 'replaced' });
		expect(ended.status).toBe(200);
		expect(await readableStudents(person)).toBeNull();
		expect(await accessOf(server, person.id)).toEqual(NOTHING);
		const row = await assignment(created.data.id);
		expect(row).toMatchObject({ ends_on: dateIn(ZONE), ended_how: 'replaced', ended_at: expect.any(String) });
		const endings = await administrator(server).must<object[]>(
			'GET',
			`/items/${C.staffEndings}?filter[assignment][_eq]=${created.data.id}&fields=last_day,how,decided_by`,
		);
		expect(endings).toEqual([{ last_day: dateIn(ZONE), how: 'replaced', decided_by: group.id }]);
	});

	it('ends by an ending of its own, for the token and for the session of a page', async () => {
		const password = 'a-password-of-tests';
		const person = await leaderOf(1, { password });
		const page = await logInByCookie(server, { email: person.email, password });
		for (const client of [person, page]) expect(await readableStudents(client)).toEqual(studentsOf(unit(1)));
		const ending = { assignment: person.assignments[0], last_day: dateIn(ZONE, -1), how: 'moved', reason: '换楼' };
		expect((await group.post(`/items/${C.staffEndings}`, ending)).status).toBe(200);
		for (const client of [person, page]) {
			expect(await readableStudents(client)).toBeNull();
			const graph = await client.graphql(`{ ${C.students} { id } }`);
			expect(graph.code).not.toBeNull();
		}
		expect((await page.get<{ id: string }>('/users/me?fields=id')).data).toEqual({ id: person.id });
		const again = await group.post(`/items/${C.staffEndings}`, ending);
		expect([again.status, again.code]).toEqual([400, 'GRID_STRUCTURE']);
	});

	it('goes on until a last day that has not come', async () => {
		const person = await leaderOf(2);
		const until = dateIn(ZONE, 3);
		expect((await end(group, person.assignments[0], { ends_on: until })).status).toBe(200);
		expect(await readableStudents(person)).toEqual(studentsOf(unit(2)));
		expect(await assignment(person.assignments[0])).toMatchObject({ ends_on: until, ended_at: null });
		const longer = await end(group, person.assignments[0], { ends_on: dateIn(ZONE, 9) });
		expect([longer.status, longer.code]).toEqual([400, 'GRID_STRUCTURE']);
		expect((await end(group, person.assignments[0], { ends_on: dateIn(ZONE) })).status).toBe(200);
		expect(await readableStudents(person)).toBeNull();
	});

	it('leaves a person what his other posts give', async () => {
		const department = building.departments[0] ?? 0;
		const person = await createPerson(server, {
			posts: [
				{ position: 'unit_leader', grid: unit(3).id },
				{ position: 'unit_leader', grid: unit(4).id },
				{ position: 'counsellor', department },
			],
		});
		const own = building.residents.find(
			(one) =>
				!studentsOf(unit(3))
					.concat(studentsOf(unit(4)))
					.includes(one.id),
		);
		await administrator(server).must('PATCH', `/items/${C.students}/${own?.id}`, { counsellor: person.id });
		const expected = (...units: Unit[]) => [...units.flatMap(studentsOf), own?.id ?? 0].toSorted((a, b) => a - b);
		expect(await readableStudents(person)).toEqual(expected(unit(3), unit(4)));

		await end(group, person.assignments[0], { ends_on: dateIn(ZONE) });
		expect(await readableStudents(person)).toEqual(expected(unit(4)));
		await end(group, person.assignments[2], { ends_on: dateIn(ZONE) });
		expect(await accessOf(server, person.id)).toEqual({ policies: ['unit_leader'], scopes: ['unit_leader'] });
		await end(group, person.assignments[1], { ends_on: dateIn(ZONE) });
		expect(await readableStudents(person)).toBeNull();
	});

	it('comes by import, too', async () => {
		const person = await createPerson(server);
		const lines = ['person,position,grid,starts_on', `${person.id},unit_leader,${unit(5).id},${dateIn(ZONE, -1)}`];
		const form = new FormData();
		form.append('file', new Blob([lines.join('\n')], { type: 'text/csv' }), 'posts.csv');
		const imported = await fetch(`${server.url}/utils/import/${C.staffAssignments}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${administrator(server).token}` },
			body: form,
		});
		expect(imported.status).toBe(200);
		expect(await readableStudents(person)).toEqual(studentsOf(unit(5)));
	});

	it('that was over before it was written down gives nothing, and is closed', async () => {
		const person = await createPerson(server);
		const { id } = await assign(server, person.id, {
			position: 'unit_leader',
			grid: unit(6).id,
			ends_on: dateIn(ZONE, -1),
		});
		expect(await readableStudents(person)).toBeNull();
		const row = await waitFor('the post to be closed', 30_000, async () => {
			const found = await assignment(id);
			return found.ended_at === null ? null : found;
		});
		expect(row).toMatchObject({ ended_how: 'term_end', ends_on: dateIn(ZONE, -1) });
		expect(await accessOf(server, person.id)).toEqual(NOTHING);
	});
});
