import type { Position } from '../constants/positions.ts';
import type { Language } from '../constants/languages.ts';

/** What a person answers for (DESIGN.md 2.7, 2.9). Pure decisions over it; loaded by database/find-actor.ts. */

export interface Scope {
	assignment: string;
	position: Position;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	room: number | null;
	department: number | null;
	counsellor: string | null;
	ends_on: string | null;
	/** Stands in for the post: the same access, said visibly. */
	stand_in: boolean;
}

export interface Actor {
	/** `null`: nobody is logged in. */
	user: string | null;
	admin: boolean;
	language: Language;
	name: string;
	scopes: Scope[];
}

/** Where a grid stands in the tree; `building` and `floor` are `null` on and above their own level. */
export interface GridPlace {
	id: number;
	level: 1 | 2 | 3;
	college: number;
	building: number | null;
	floor: number | null;
}

export type Authority = { kind: 'none' } | { kind: 'own' | 'above'; position: Position; standIn: boolean };

/** Whether a person may report for a grid: its own staff, or whoever stands above it, visibly (DESIGN.md 5). */
export function authorityOver(actor: Actor, grid: GridPlace): Authority {
	const building = grid.level === 1 ? grid.id : grid.building;
	const floor = grid.level === 2 ? grid.id : grid.floor;
	const holds: [level: 0 | 1 | 2 | 3, holds: (scope: Scope) => boolean][] = [
		[3, (scope) => grid.level === 3 && scope.unit === grid.id],
		[2, (scope) => grid.level >= 2 && scope.floor !== null && scope.floor === floor],
		[1, (scope) => scope.building !== null && scope.building === building],
		[0, (scope) => scope.position === 'working_group' && scope.college === grid.college],
	];
	for (const [level, test] of holds) {
		const held = actor.scopes.filter(test);
		// Who holds the post himself does not stand in for it.
		const scope = held.find((one) => !one.stand_in) ?? held[0];
		if (scope)
			return { kind: level === grid.level ? 'own' : 'above', position: scope.position, standIn: scope.stand_in };
	}
	// An administrator of the installation acts as the working group does.
	return actor.admin ? { kind: 'above', position: 'working_group', standIn: false } : { kind: 'none' };
}

/** Where a student of a night belongs. */
export interface ResidentPlace {
	college: number;
	building: number;
	floor: number;
	unit: number;
	counsellor: string | null;
}

/** How high somebody stands towards a student, lowest first. */
export const STANDINGS = ['none', 'unit', 'floor', 'building', 'counsellor', 'working_group'] as const;
export type StandingOver = (typeof STANDINGS)[number];

/** The highest of a person's posts that answers for a student; his counsellor stands above the staff of the grids. */
export function standingOver(person: Pick<Actor, 'admin' | 'scopes'>, place: ResidentPlace): StandingOver {
	const answersFor = (column: 'unit' | 'floor' | 'building' | 'counsellor') =>
		person.scopes.some((scope) => scope[column] !== null && scope[column] === place[column]);
	const holds: Readonly<Record<StandingOver, boolean>> = {
		none: true,
		unit: answersFor('unit'),
		floor: answersFor('floor'),
		building: answersFor('building'),
		counsellor: answersFor('counsellor'),
		working_group: isWorkingGroup(person, place.college),
	};
	return STANDINGS.findLast((standing) => holds[standing]) ?? 'none';
}

/**
 * Whether somebody may take back what another recorded about a student: he himself, whoever stands above him, and always the
 * working group. Who has no post there any more is nobody's to be corrected by but the working group.
 */
export function mayTakeBack(
	actor: Pick<Actor, 'user' | 'admin' | 'scopes'>,
	recorder: { user: string | null; scopes: readonly Scope[] },
	place: ResidentPlace,
): boolean {
	const own = standingOver(actor, place);
	if (own === 'none') return false;
	if (own === 'working_group' || (actor.user !== null && actor.user === recorder.user)) return true;
	const other = standingOver({ admin: false, scopes: [...recorder.scopes] }, place);
	return other !== 'none' && STANDINGS.indexOf(own) > STANDINGS.indexOf(other);
}

/** Whether a person belongs to a college's working group, or administers the installation. */
export function isWorkingGroup(actor: Pick<Actor, 'admin' | 'scopes'>, college: number): boolean {
	return actor.admin || actor.scopes.some((scope) => scope.position === 'working_group' && scope.college === college);
}

/** The one scope column that a position fills; permission rules look only at it (DESIGN.md 2.7). */
export function scopeColumns(assignment: {
	position: Position;
	person: string;
	college: number;
	grid: number | null;
	room: number | null;
	department: number | null;
}): Pick<Scope, 'college' | 'building' | 'floor' | 'unit' | 'room' | 'department' | 'counsellor'> {
	const none = {
		college: null,
		building: null,
		floor: null,
		unit: null,
		room: null,
		department: null,
		counsellor: null,
	};
	switch (assignment.position) {
		case 'working_group':
			return { ...none, college: assignment.college };
		case 'instructor':
		case 'building_head':
		case 'assistant_building_head':
			return { ...none, building: assignment.grid };
		case 'floor_head':
			return { ...none, floor: assignment.grid };
		case 'unit_leader':
			return { ...none, unit: assignment.grid };
		case 'room_head':
			return { ...none, room: assignment.room };
		case 'counsellor':
			return { ...none, department: assignment.department, counsellor: assignment.person };
		case 'responsible_office':
			return { ...none, department: assignment.department };
	}
}
