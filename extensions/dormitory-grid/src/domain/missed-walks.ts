import type { OfficeHolder } from './ladder.ts';

/** Where a missed walk was owed: a unit's, or, without one, a floor's. */
export interface MissedPlace {
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

type Holder = Pick<OfficeHolder, 'person' | 'position' | 'college' | 'building' | 'floor'>;

/**
 * Who is told of which missed walk: the level above the one that owed it; where nobody is on post there, the next one
 * above, up to the working group.
 */
export function tellOfMissed<Walk extends MissedPlace>(
	walks: readonly Walk[],
	holders: readonly Holder[],
): Map<string, Walk[]> {
	const told = new Map<string, Walk[]>();
	for (const walk of walks) {
		const levels = [
			walk.unit === null ? [] : holders.filter(({ floor }) => floor !== null && floor === walk.floor),
			holders.filter(({ building }) => building !== null && building === walk.building),
			holders.filter(({ position, college }) => position === 'working_group' && college === walk.college),
		];
		const above = levels.find((level) => level.length > 0) ?? [];
		for (const person of new Set(above.map((holder) => holder.person)))
			told.set(person, [...(told.get(person) ?? []), walk]);
	}
	return told;
}
