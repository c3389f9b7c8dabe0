import type { HierarchyNode } from '../../../types/api.ts';

/** From a building down to the grid with that id; empty when it is not in the tree. */
export function findPath(nodes: readonly HierarchyNode[], id: number | null): HierarchyNode[] {
	if (id === null) return [];
	for (const node of nodes) {
		if (node.id === id) return [node];
		const below = findPath(node.children, id);
		if (below.length > 0) return [node, ...below];
	}
	return [];
}

/** 1 a building, 2 a floor, 3 a unit: '3', '3-2', '3-2-1' (DOMAIN.md 1). A floor of a large college comes without its units. */
export function levelOf({ code }: Pick<HierarchyNode, 'code'>): 1 | 2 | 3 {
	const parts = code.split('-').length;
	return parts === 1 ? 1 : parts === 2 ? 2 : 3;
}

/** What still owes a report, as far down as is known: due while the night is open, missing after it. */
export function listSilent(nodes: readonly HierarchyNode[]): HierarchyNode[] {
	return nodes.flatMap((node) => {
		if (silentIn(node) === 0) return [];
		return node.children.length > 0 ? listSilent(node.children) : [node];
	});
}

/** Buildings in which units are silent, the most of them first: for a college of which no single unit is at hand. */
export function listSilentBuildings(buildings: readonly HierarchyNode[]): HierarchyNode[] {
	return buildings
		.filter((building) => silentIn(building) > 0)
		.toSorted((one, other) => silentIn(other) - silentIn(one));
}

export function silentIn({ units }: Pick<HierarchyNode, 'units'>): number {
	return units.due + units.missing;
}

/** How many units below owe a report, and how many have made one. */
export function progressOf({ units }: Pick<HierarchyNode, 'units'>): { reported: number; expected: number } {
	const reported = units.on_time + units.late;
	return { reported, expected: reported + silentIn({ units }) };
}

/** '2' of '3-2', '1' of '3-2-1': what tells a grid from its siblings. */
export function lastPart(code: string): string {
	return code.slice(code.lastIndexOf('-') + 1);
}

/** The units' numbers as heads of columns, where every floor counts its units alike; `null` where they differ. */
export function findColumns(floors: readonly HierarchyNode[]): string[] | null {
	const numbers = floors.map((floor) => floor.children.map(({ code }) => lastPart(code)));
	const longest = numbers.toSorted((one, other) => other.length - one.length)[0] ?? [];
	return numbers.every((floor) => floor.every((number, index) => number === longest[index])) ? longest : null;
}

/** Units on the fullest floor of any building: all cards share it, so that their cells are alike in size. */
export function countUnitsAcross(buildings: readonly HierarchyNode[]): number {
	const floors = buildings.flatMap((building) => building.children.map((floor) => floor.children.length));
	return Math.max(1, ...floors);
}
