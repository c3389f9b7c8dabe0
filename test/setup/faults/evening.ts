import { type Building, type BuildingOptions, createBuilding, type Unit } from '../fixtures/building.ts';
import { createPerson, type Person } from '../fixtures/person.ts';

/** A building with everybody who reports from it, for a night in which something goes wrong. */
export interface Evening {
	building: Building;
	workingGroup: Person;
	buildingHead: Person;
	/** One a unit, in the units' order. */
	leaders: Person[];
	unit: (index: number) => Unit;
	leader: (index: number) => Person;
}

export async function prepareEvening(server: { url: string }, options: BuildingOptions = {}): Promise<Evening> {
	const building = await createBuilding(server, { floors: 2, unitsPerFloor: 2, departments: 2, ...options });
	const workingGroup = await createPerson(server, {
		posts: [{ position: 'working_group', college: building.college }],
	});
	const buildingHead = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
	const leaders: Person[] = [];
	for (const unit of building.units)
		leaders.push(await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit.id }] }));
	return {
		building,
		workingGroup,
		buildingHead,
		leaders,
		unit: (index) => pick(building.units, index),
		leader: (index) => pick(leaders, index),
	};
}

function pick<Item>(items: readonly Item[], index: number): Item {
	const item = items[index];
	if (item === undefined) throw new Error(`there is no number ${index}`);
	return item;
}
