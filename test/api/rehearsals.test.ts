import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { NightRehearsalRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

describe('two rehearsals of the same grids', () => {
	let server: SharedServer;
	let building: Building;
	let group: Person;
	const floor = (index: number) => building.floors[index]?.id ?? 0;
	const unit = (index: number) => building.units[index]?.id ?? 0;

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	});

	const ask = async (root: number | null, opensIn: number, closesIn: number, who = group) =>
		await who.post<NightRehearsalRow>(`/items/${C.nightRehearsals}`, {
			root,
			...(root === null ? { college: building.college } : {}),
			opens_at: new Date(Date.now() + opensIn * 1000).toISOString(),
			closes_at: new Date(Date.now() + closesIn * 1000).toISOString(),
		});

	it('do not run at once, at whichever level they are asked for', async () => {
		const first = await ask(floor(0), 0, 600);
		expect(first.status).toBe(200);
		for (const root of [floor(0), building.id, unit(0), null]) {
			const answer = await ask(root, 1, 300);
			expect([answer.status, answer.code]).toEqual([409, 'GRID_REHEARSAL']);
			const code = building.floors[0]?.code;
			expect(answer.errors[0]?.extensions).toMatchObject({ rehearsal: first.data.id, grid: code });
			expect(answer.errors[0]?.message).toContain(code);
			expect(answer.errors[0]?.message).toMatch(/\d\d:\d\d 截止/);
		}
		const english = await createPerson(server, {
			language: 'en-US',
			posts: [{ position: 'working_group', college: building.college }],
		});
		expect((await ask(unit(0), 1, 300, english)).errors[0]?.message).toContain('runs from');
	});

	it('run one after the other, and beside each other in different grids', async () => {
		expect((await ask(floor(0), 700, 900)).status).toBe(200);
		expect((await ask(floor(1), 0, 600)).status).toBe(200);
		const other = await createBuilding(server, { floors: 1, college: building.college });
		expect((await ask(other.id, 0, 600)).status).toBe(200);
		const elsewhere = await createBuilding(server, { floors: 1 });
		const theirs = await createPerson(server, { posts: [{ position: 'working_group', college: elsewhere.college }] });
		expect((await ask(elsewhere.id, 0, 600, theirs)).status).toBe(200);
	});

	it('have one winner when they are asked for in the same moment', async () => {
		const roots = [building.id, floor(1), unit(2), building.id, floor(1), unit(2)];
		const answers = await Promise.all(roots.map(async (root) => await ask(root, 2000, 2400)));
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		expect(answers.filter(({ code }) => code === 'GRID_REHEARSAL')).toHaveLength(5);
	});
});
