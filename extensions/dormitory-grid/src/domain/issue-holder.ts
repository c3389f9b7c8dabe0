import type { Position } from '../constants/positions.ts';
import { type Actor, authorityOver, isWorkingGroup } from './scope.ts';

/** Who holds an issue: a level of the tree, a responsible office, or the working group (DESIGN.md 6). Pure. */

export type Holder =
	| { kind: 'grid'; level: 1 | 2 | 3; grid: number }
	| { kind: 'office'; office: number }
	| { kind: 'group' };

/** Where an issue lies; `floor` and `unit` are `null` where it concerns more than one. */
export interface IssuePlace {
	college: number;
	building: number;
	floor: number | null;
	unit: number | null;
}

/** Whether anybody is in office there at this moment. */
export type IsStaffed = (holder: Holder) => boolean;

export function holderAt(level: 1 | 2 | 3, place: IssuePlace): Holder | null {
	const grid = { 1: place.building, 2: place.floor, 3: place.unit }[level];
	return grid === null ? null : { kind: 'grid', level, grid };
}

/** The lowest level that answers for the whole place. */
export function lowestHolder(place: IssuePlace): Holder {
	return holderAt(3, place) ?? holderAt(2, place) ?? { kind: 'grid', level: 1, grid: place.building };
}

/** Who raises something on his own grid has it first; else it begins at the bottom. */
export function firstHolder(actor: Actor, place: IssuePlace): Holder {
	const own = ([3, 2, 1] as const)
		.map((level) => holderAt(level, place))
		.find((holder) => holder !== null && answersFor(actor, holder, place.college));
	return own ?? lowestHolder(place);
}

/** One level up: unit, floor, building, working group; an office stands below the building that follows it (DOMAIN.md 5). */
export function holderAbove(holder: Holder, place: IssuePlace): Holder {
	const building: Holder = { kind: 'grid', level: 1, grid: place.building };
	if (holder.kind === 'group') return holder;
	if (holder.kind === 'office') return building;
	if (holder.level === 1) return { kind: 'group' };
	return holder.level === 3 ? (holderAt(2, place) ?? building) : building;
}

/** The holder himself, or the next above with somebody in office; the working group takes whatever nobody else does. */
export function firstStaffed(holder: Holder, place: IssuePlace, isStaffed: IsStaffed): Holder {
	let found = holder;
	while (found.kind !== 'group' && !isStaffed(found)) found = holderAbove(found, place);
	return found;
}

export function sameHolder(a: Holder, b: Holder): boolean {
	return holderKey(a) === holderKey(b);
}

export function holderKey(holder: Holder): string {
	switch (holder.kind) {
		case 'grid':
			return `grid:${holder.grid}`;
		case 'office':
			return `office:${holder.office}`;
		case 'group':
			return 'group';
	}
}

/** 3, 2, 1 for the tree, 0 for the working group; an office has none. */
export function holderLevel(holder: Holder): 0 | 1 | 2 | 3 | null {
	return holder.kind === 'grid' ? holder.level : holder.kind === 'group' ? 0 : null;
}

/** Whether the person answers for the holder at this moment. */
export function answersFor(actor: Actor, holder: Holder, college: number): boolean {
	switch (holder.kind) {
		case 'grid':
			return actor.scopes.some(({ unit, floor, building }) => [unit, floor, building].includes(holder.grid));
		case 'office':
			return actor.scopes.some(
				({ position, department }) => position === 'responsible_office' && department === holder.office,
			);
		case 'group':
			return isWorkingGroup(actor, college);
	}
}

/** Whether the person stands above the holder: on a higher level of the place, or in the working group. */
export function standsAbove(actor: Actor, holder: Holder, place: IssuePlace): boolean {
	let above = holder;
	while (above.kind !== 'group') {
		above = holderAbove(above, place);
		if (answersFor(actor, above, place.college)) return true;
	}
	return false;
}

/** As what somebody acts on an issue; `null` for whoever only raised it. */
export function positionOf(actor: Actor, { holder, place }: { holder: Holder; place: IssuePlace }): Position | null {
	if (holder.kind === 'office' && answersFor(actor, holder, place.college)) return 'responsible_office';
	const level = place.unit !== null ? 3 : place.floor !== null ? 2 : 1;
	const authority = authorityOver(actor, {
		id: place.unit ?? place.floor ?? place.building,
		level,
		college: place.college,
		building: level === 1 ? null : place.building,
		floor: level === 3 ? place.floor : null,
	});
	return authority.kind === 'none' ? null : authority.position;
}
