import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readDate, readJson, readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';

/** Whom a step of the ladder had to tell, reckoned from the posts themselves and not from what the server makes of them. */

export interface SetStep {
	after: number;
	positions: string[];
}

/** Where a college has set none (DESIGN.md 5: 23:00, 23:30, 24:00 after a close at 22:40). */
const DEFAULT_STEPS: readonly SetStep[] = [
	{ after: 20, positions: ['counsellor'] },
	{ after: 50, positions: ['instructor', 'building_head'] },
	{ after: 80, positions: ['working_group'] },
];

export function stepsOf(setting: unknown): readonly SetStep[] {
	const steps: unknown = readJson(setting);
	return Array.isArray(steps)
		? steps.map(({ after, positions }) => ({ after: Number(after), positions }))
		: DEFAULT_STEPS;
}

interface Post {
	person: string;
	position: string;
	college: number;
	grid: number | null;
	room: number | null;
	department: number | null;
	startsOn: string;
	endsOn: string;
	endedAt: number;
	active: boolean;
	timeZone: string;
}

export async function loadPosts(db: Knex): Promise<Post[]> {
	const rows = await db(`${C.staffAssignments} as a`)
		.join(`${C.colleges} as c`, 'c.id', 'a.college')
		.join('directus_users as p', 'p.id', 'a.person')
		.select('a.person', 'a.position', 'a.college', 'a.grid', 'a.room', 'a.department', 'a.starts_on', 'a.ends_on')
		.select('a.ended_at', 'p.status', 'c.time_zone');
	return rows.map(({ starts_on, ends_on, ended_at, status, time_zone, ...post }) => ({
		...post,
		startsOn: readDate(starts_on) ?? '',
		endsOn: readDate(ends_on) ?? '9999-12-31',
		endedAt: readMoment(ended_at)?.getTime() ?? Number.POSITIVE_INFINITY,
		active: status === 'active',
		timeZone: time_zone,
	}));
}

/** A step and the end of a post that meet: each reads the clock before it waits for the other. */
const GRACE_MS = 5_000;

/** Nothing says at what minute a post began, nor when an account was suspended: who surely was in office, and who may have been. */
interface Holders {
	surely: Set<string>;
	perhaps: Set<string>;
}

interface Place {
	college: number;
	building: number;
	floor: number;
	unit: number;
	room: number | null;
	department: number | null;
	counsellor: string | null;
}

function holdersAt(posts: readonly Post[], position: string, place: Place, at: number): Holders {
	const inPost = posts.filter((post) => post.position === position);
	if (position === 'counsellor') {
		const own = split(
			inPost.filter(({ person }) => person === place.counsellor),
			at,
		);
		if (own.surely.size > 0) return own;
		const { department } = place;
		const colleagues = split(
			inPost.filter((post) => department !== null && post.department === department),
			at,
		);
		return {
			surely: own.perhaps.size > 0 ? own.surely : colleagues.surely,
			perhaps: new Set([...own.perhaps, ...colleagues.perhaps]),
		};
	}
	const answers: Readonly<Record<string, (post: Post) => boolean>> = {
		working_group: ({ college }) => college === place.college,
		instructor: ({ grid }) => grid === place.building,
		building_head: ({ grid }) => grid === place.building,
		assistant_building_head: ({ grid }) => grid === place.building,
		floor_head: ({ grid }) => grid === place.floor,
		unit_leader: ({ grid }) => grid === place.unit,
		room_head: ({ room }) => room !== null && room === place.room,
	};
	return split(
		inPost.filter((post) => answers[position]?.(post) ?? false),
		at,
	);
}

function split(posts: readonly Post[], at: number): Holders {
	const [surely, perhaps] = [new Set<string>(), new Set<string>()];
	for (const { person, startsOn, endsOn, endedAt, active, timeZone } of posts) {
		const day = new Date(at).toLocaleDateString('en-CA', { timeZone });
		if (startsOn > day || endsOn < day || endedAt < at - GRACE_MS) continue;
		perhaps.add(person);
		if (startsOn < day && endedAt > at + GRACE_MS && active) surely.add(person);
	}
	return { surely, perhaps };
}

/** The holders of what a step asks for, of the next steps, and last of the working group: the first of them that are any are told. */
function chainAt(
	posts: readonly Post[],
	steps: readonly SetStep[],
	number: number,
	place: Place,
	at: number,
): Holders[] {
	return [...steps.slice(number - 1).map(({ positions }) => positions), ['working_group']].map((positions) => {
		const all = positions.map((position) => holdersAt(posts, position, place, at));
		return {
			surely: new Set(all.flatMap(({ surely }) => [...surely])),
			perhaps: new Set(all.flatMap(({ perhaps }) => [...perhaps])),
		};
	});
}

export function somebodyWas(
	posts: readonly Post[],
	steps: readonly SetStep[],
	number: number,
	place: Place,
	at: number,
): boolean {
	return chainAt(posts, steps, number, place, at).some(({ surely }) => surely.size > 0);
}

/** @returns what is wrong with whom a step told at a moment, or nothing */
export function judgeTold(
	posts: readonly Post[],
	steps: readonly SetStep[],
	step: { number: number; at: number; told: ReadonlySet<string> },
	place: Place,
): string | null {
	const { number, at, told } = step;
	const said = [...told].toSorted().join(', ') || 'nobody';
	for (const { surely, perhaps } of chainAt(posts, steps, number, place, at)) {
		const [needed, allowed] = [[...surely], [...told].every((person) => perhaps.has(person))];
		if (told.size > 0 && allowed && needed.every((person) => told.has(person))) return null;
		if (needed.length > 0) return `told ${said}, should have told ${needed.toSorted().join(', ')}`;
	}
	return told.size > 0 ? `told ${said}, who held no post of it` : null;
}
