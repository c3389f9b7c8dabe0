/** Which parts of a college rehearse at once (`null`: the whole college): every grid answers in one rehearsal at a time. Pure. */

/** A grid with what stands above it. */
export interface Root {
	id: number;
	building: number | null;
	floor: number | null;
}

/** Whether one is the other, or stands above it. */
export function shareGrids(a: Root | null, b: Root | null): boolean {
	if (a === null || b === null) return true;
	return chain(a).includes(b.id) || chain(b).includes(a.id);
}

function chain({ id, building, floor }: Root): (number | null)[] {
	return [id, building, floor];
}
