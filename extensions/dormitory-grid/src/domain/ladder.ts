import { POSITIONS, type Position } from '../constants/positions.ts';

/** Who is told when of a student still missed after the close (DESIGN.md 5). Pure. */

export interface LadderStep {
	/** Minutes after the close. */
	after: number;
	positions: readonly Position[];
}

const DEFAULT_STEPS: readonly LadderStep[] = [
	{ after: 20, positions: ['counsellor'] },
	{ after: 50, positions: ['instructor', 'building_head'] },
	{ after: 80, positions: ['working_group'] },
];

/** A responsible office answers for no student. */
export const LADDER_POSITIONS: readonly Position[] = POSITIONS.filter((one) => one !== 'responsible_office');

const MOST_STEPS = 12;
/** A day: by then the next night has asked for everybody again. */
const DAY_MINUTES = 1440;
export const LADDER_MS = DAY_MINUTES * 60_000;

export type LadderProblem =
	| { kind: 'shape' }
	| { kind: 'many'; most: number }
	| { kind: 'minutes'; step: number }
	| { kind: 'order'; step: number }
	| { kind: 'positions'; step: number };

/** @returns what is wrong with a setting and in which step; `null` where it can be climbed */
export function findLadderProblem(setting: unknown): LadderProblem | null {
	if (setting === null || setting === undefined) return null;
	if (!Array.isArray(setting)) return { kind: 'shape' };
	if (setting.length > MOST_STEPS) return { kind: 'many', most: MOST_STEPS };
	let before = -1;
	for (const [index, entry] of setting.entries()) {
		const step = index + 1;
		if (typeof entry !== 'object' || entry === null) return { kind: 'shape' };
		const after = minutesOf(entry);
		if (after === null) return { kind: 'minutes', step };
		if (after <= before) return { kind: 'order', step };
		const positions: unknown = 'positions' in entry ? entry.positions : null;
		if (!Array.isArray(positions) || positions.length === 0 || !positions.every(isLadderPosition))
			return { kind: 'positions', step };
		before = after;
	}
	return null;
}

/** @param setting `null` is the default, an empty list no ladder at all; what cannot be read silences nobody */
export function ladderSteps(setting: unknown): readonly LadderStep[] {
	if (!Array.isArray(setting) || findLadderProblem(setting) !== null) return DEFAULT_STEPS;
	return setting.map(({ after, positions }) => ({ after: Number(after), positions }));
}

function minutesOf(entry: object): number | null {
	const after = 'after' in entry && entry.after !== null && entry.after !== '' ? Number(entry.after) : Number.NaN;
	return Number.isInteger(after) && after >= 0 && after < DAY_MINUTES ? after : null;
}

function isLadderPosition(value: unknown): value is Position {
	return LADDER_POSITIONS.some((one) => one === value);
}

export interface LadderMoment {
	/** The how many-th step, from 1. */
	number: number;
	at: Date;
}

/**
 * A night's students climb for a day, and no longer than until the college's next night has closed and asked for
 * everybody again: nights that were slept through do not climb anew.
 * @param nextClosesAt of the next regular night; `null`: none yet, or a rehearsal
 */
export function ladderEnd(closesAt: Date, nextClosesAt: Date | null): Date {
	const day = closesAt.getTime() + LADDER_MS;
	return new Date(nextClosesAt === null ? day : Math.min(day, nextClosesAt.getTime()));
}

/** When a night's steps fall due for whoever is missed since before. @param minuteMs what one set minute lasts */
export function ladderMoments(
	night: { closesAt: Date; endsAt: Date },
	steps: readonly LadderStep[],
	minuteMs: number,
): LadderMoment[] {
	return steps
		.map(({ after }, index) => ({
			number: index + 1,
			at: new Date(Math.round(night.closesAt.getTime() + after * minuteMs)),
		}))
		.filter(({ at }) => at < night.endsAt);
}

/** The highest step that has come by now for whoever is still missed; 0: none, or the ladder has ended. */
export function reachedStep(moments: readonly LadderMoment[], endsAt: Date, now: Date): number {
	return now >= endsAt ? 0 : (moments.findLast(({ at }) => at <= now)?.number ?? 0);
}

export interface DueStep {
	number: number;
	/** The later of its minute and the moment he was missed. */
	dueAt: Date;
}

/** The steps that an open absence has still to take by now. @param taken the last one it has taken */
export function dueSteps(
	moments: readonly LadderMoment[],
	absence: { openedAt: Date; taken: number },
	now: Date,
): DueStep[] {
	return moments
		.filter(({ number, at }) => number > absence.taken && at <= now)
		.map(({ number, at }) => ({ number, dueAt: at > absence.openedAt ? at : absence.openedAt }));
}

/** Where a missed student belongs; a row that lacks its building or floor is told of all the same. */
export interface LadderPlace {
	college: number;
	building: number | null;
	floor: number | null;
	unit: number;
	room: number | null;
	department: number | null;
	counsellor: string | null;
}

export interface OfficeHolder {
	person: string;
	position: Position;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	room: number | null;
	department: number | null;
	counsellor: string | null;
}

export interface Told {
	people: string[];
	/** As what they are told. */
	reached: Position[];
}

/**
 * Whom a step tells: who holds its posts for the student. Where nobody does, the next step's people at once, and last
 * the working group: nobody stays unnoticed because a post is empty.
 */
export function chooseTold(
	steps: readonly LadderStep[],
	number: number,
	place: LadderPlace,
	holders: readonly OfficeHolder[],
): Told {
	for (const positions of [...steps.slice(number - 1).map((step) => step.positions), ['working_group'] as const]) {
		const found = positions.flatMap((position) => holdersOf(position, place, holders));
		if (found.length > 0)
			return {
				people: [...new Set(found.map(({ person }) => person))],
				reached: [...new Set(found.map(({ position }) => position))],
			};
	}
	return { people: [], reached: [] };
}

function holdersOf(position: Position, place: LadderPlace, holders: readonly OfficeHolder[]): readonly OfficeHolder[] {
	const inPost = holders.filter((holder) => holder.position === position);
	switch (position) {
		case 'working_group':
			return inPost.filter(({ college }) => college === place.college);
		case 'instructor':
		case 'building_head':
		case 'assistant_building_head':
			return inPost.filter(({ building }) => building !== null && building === place.building);
		case 'floor_head':
			return inPost.filter(({ floor }) => floor !== null && floor === place.floor);
		case 'unit_leader':
			return inPost.filter(({ unit }) => unit === place.unit);
		case 'room_head':
			return inPost.filter(({ room }) => room !== null && room === place.room);
		case 'counsellor': {
			const own = inPost.filter(({ counsellor }) => counsellor !== null && counsellor === place.counsellor);
			// Whose counsellor has left, his colleagues look after.
			return own.length > 0
				? own
				: inPost.filter(({ department }) => department !== null && department === place.department);
		}
		case 'responsible_office':
			return [];
	}
}
