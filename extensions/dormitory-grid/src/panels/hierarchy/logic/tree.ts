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

/** Units that still owe a report: due while the night is open, missing after it. */
export function listSilent(nodes: readonly HierarchyNode[]): HierarchyNode[] {
	return nodes.flatMap((node) => {
		if (node.children.length > 0) return silentIn(node) > 0 ? listSilent(node.children) : [];
		return silentIn(node) > 0 ? [node] : [];
	});
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

/** Floors as they lie one above the other: the ground floor last, and so at the bottom. */
export function fromTheTop(floors: readonly HierarchyNode[]): HierarchyNode[] {
	return floors.toReversed();
}
