import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { SheetAnswer } from '../../extensions/dormitory-grid/src/types/api-sheet.ts';
import { createClient } from '../setup/client.ts';
import { dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person, type PersonOptions } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** A floor on paper: names, so only for its own head and whoever stands above it. */
describe('the night sheet', () => {
	let server: SharedServer;
	let here: Building;
	let elsewhere: Building;
	let group: Person;
	let head: Person;
	let leader: Person;

	const floor = (index: number) => here.floors[index]?.id ?? expect.fail('no floor');
	const at = (grid: number | string) => `${ROUTES.sheet}?floor=${grid}`;
	const holding = async (options: PersonOptions) => await createPerson(server, options);
	const namesOf = (sheet: SheetAnswer) =>
		sheet.units.flatMap(({ rooms }) => rooms.flatMap(({ beds }) => beds.flatMap(({ name }) => name ?? [])));
	const residentsOf = (index: number) =>
		here.floors[index]?.units.flatMap(({ rooms }) => rooms.flatMap(({ residents }) => residents)) ?? [];

	beforeAll(async () => {
		server = await sharedServer();
		here = await createBuilding(server, { floors: 2, roomsPerUnit: 2, residentsPerRoom: 3 });
		elsewhere = await createBuilding(server, { college: here.college });
		group = await holding({ posts: [{ position: 'working_group', college: here.college }] });
		head = await holding({ posts: [{ position: 'floor_head', grid: floor(0) }], phone: '19900004001' });
		const unit = here.floors[0]?.units[0]?.id ?? 0;
		leader = await holding({ posts: [{ position: 'unit_leader', grid: unit }], phone: '19900004002' });
	});

	it('opens for the floor’s head, the building’s staff, the working group and an administrator', async () => {
		const staff = [
			await holding({ posts: [{ position: 'building_head', grid: here.id }] }),
			await holding({ posts: [{ position: 'assistant_building_head', grid: here.id }] }),
			await holding({ posts: [{ position: 'instructor', grid: here.id }] }),
		];
		const readers = [head, ...staff, group, administrator(server)];
		const names = residentsOf(0).map(({ name }) => name);
		for (const reader of readers) {
			const answer = await reader.request<SheetAnswer>('GET', at(floor(0)));
			expect(answer.status).toBe(200);
			const sheet: SheetAnswer = JSON.parse(answer.text);
			expect(namesOf(sheet).toSorted()).toEqual(names.toSorted());
			expect(answer.headers.get('cache-control')).toContain('no-store');
		}
	});

	it('refuses everybody else by name, and says the same of a floor that does not exist', async () => {
		const outsiders = [
			leader,
			await holding({ posts: [{ position: 'floor_head', grid: floor(1) }] }),
			await holding({ posts: [{ position: 'building_head', grid: elsewhere.id }] }),
			await holding({ posts: [{ position: 'room_head', room: here.units[0]?.rooms[0]?.id ?? 0 }] }),
			here.counsellors[0] ?? expect.fail('no counsellor'),
			await holding({ posts: [] }),
			createClient(server, null),
		];
		const refusals: string[] = [];
		for (const outsider of outsiders) {
			const answer = await outsider.get(at(floor(0)));
			refusals.push(`${answer.status} ${answer.code}`);
			expect(answer.text).not.toContain(residentsOf(0)[0]?.name);
		}
		expect(new Set(refusals)).toEqual(new Set(['403 GRID_FORBIDDEN']));
		for (const grid of [99_999_999, here.units[0]?.id ?? 0, here.id])
			expect((await group.get(at(grid))).code).toBe('GRID_FORBIDDEN');
		expect((await group.get(ROUTES.sheet)).status).toBe(400);
		expect((await group.get(at('all'))).status).toBe(400);
	});

	it('is another college’s to nobody', async () => {
		const other = await createBuilding(server);
		const theirs = await holding({ posts: [{ position: 'working_group', college: other.college }] });
		expect((await theirs.get(at(floor(0)))).code).toBe('GRID_FORBIDDEN');
	});

	it('before a night shows today’s residents, an empty bed, the leave that will cover the close, and whom to call', async () => {
		const [room] = here.floors[0]?.units[0]?.rooms ?? [];
		const [first, gone] = room?.residents ?? [];
		if (!room || !first || !gone) throw new Error('nobody lives there');
		await administrator(server).must('PATCH', `/items/${C.students}/${gone.id}`, { residence_state: 'moved_out' });
		const span = { starts_at: new Date(Date.now() - 60_000), ends_at: new Date(Date.now() + 86_400_000) };
		await group.must('POST', `/items/${C.leaves}`, { student: first.id, state: 'approved', ...span });
		const sheet: SheetAnswer = JSON.parse((await head.get(at(floor(0)))).text);
		expect(sheet).toMatchObject({ date: dateIn('Asia/Shanghai'), kind: null, opens_at: null, on_leave: 1 });
		expect(sheet.expected).toBe(residentsOf(0).length - 1);
		expect(sheet.floor).toMatchObject({ head: { name: head.name, phone: '19900004001' } });
		expect(sheet.units[0]?.leader).toEqual({ name: leader.name, phone: '19900004002' });
		expect(sheet.units[1]?.leader).toEqual({ name: null, phone: null });
		expect(sheet.units[0]?.rooms[0]?.beds).toMatchObject([
			{ bed: 1, student: first.id, on_leave: true },
			{ bed: 2, student: null, name: null },
			{ bed: 3, on_leave: false },
		]);
	});

	it('while a night is open shows its frozen list, whatever has changed since', async () => {
		const rehearsal = await createRehearsal(group, { root: floor(1), closesIn: 900 });
		const night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const [moved] = residentsOf(1);
		if (!moved) throw new Error('nobody lives there');
		await administrator(server).must('PATCH', `/items/${C.students}/${moved.id}`, { residence_state: 'moved_out' });
		const sheet: SheetAnswer = JSON.parse((await group.get(at(floor(1)))).text);
		expect(sheet).toMatchObject({ kind: 'rehearsal', expected: residentsOf(1).length });
		expect(Date.parse(sheet.closes_at ?? '')).toBe(Date.parse(night.closes_at));
		expect(namesOf(sheet)).toContain(moved.name);
		// The rehearsal is not about the other floor.
		const other: SheetAnswer = JSON.parse((await group.get(at(floor(0)))).text);
		expect(other).toMatchObject({ kind: null });
	});
});
