import type { Position } from '../constants/positions.ts';
import type { CheckDifference } from '../types/api-sheet.ts';
import type { EntryKind } from '../types/api.ts';

/**
 * The second look (FIELD.md, gaming): rooms drawn at random on each floor, seen by somebody from elsewhere who does not
 * know what was reported. What is drawn follows from a seed that comes into being as the night opens: not guessable
 * before, and the same again whenever it is looked into.
 */

export interface DrawableRoom {
	room: number;
	floor: number;
	building: number;
}

/** @returns the rooms drawn: at most `perFloor` a floor, each with the same chance */
export function drawRooms<Room extends DrawableRoom>(rooms: readonly Room[], seed: string, perFloor: number): Room[] {
	const next = randomFrom(seed);
	const byFloor = new Map<number, { room: Room; lot: number }[]>();
	// In the order of ids, whatever order the database gave.
	for (const room of rooms.toSorted((a, b) => a.room - b.room)) {
		byFloor.set(room.floor, [...(byFloor.get(room.floor) ?? []), { room, lot: next() }]);
	}
	return [...byFloor.values()].flatMap((lots) =>
		lots
			.toSorted((a, b) => a.lot - b.lot)
			.slice(0, perFloor)
			.map(({ room }) => room),
	);
}

/** Somebody on duty in a building; `building` is where his grid lies. */
export interface Post {
	person: string;
	position: Position;
	building: number;
	floor: number | null;
}

/** Building staff look where no other floor has a head: those who live there before those who come from a department. */
const STAFF: readonly Position[] = ['building_head', 'assistant_building_head', 'instructor'];

/**
 * One checker a floor, so that he walks once: the head of another floor of the building, by lot and no one twice before
 * everybody once; else one of the building's staff. Never somebody who answers for the floor or one of its units.
 * @returns by floor; `null`: nobody can
 */
export function assignCheckers(
	drawn: readonly DrawableRoom[],
	posts: readonly Post[],
	seed: string,
): ReadonlyMap<number, string | null> {
	const next = randomFrom(`${seed} who`);
	const lots = new Map([...new Set(posts.map(({ person }) => person))].toSorted().map((person) => [person, next()]));
	const load = new Map<string, number>();
	const floors = new Map(drawn.map(({ floor, building }) => [floor, building]));
	const checkers = new Map<number, string | null>();
	for (const [floor, building] of [...floors].toSorted(([a], [b]) => a - b)) {
		const partial = new Set(posts.flatMap((post) => (post.floor === floor ? [post.person] : [])));
		const here = posts.filter((post) => post.building === building && !partial.has(post.person));
		const level1 = new Set(here.filter(({ position }) => STAFF.includes(position)).map(({ person }) => person));
		const rank = ({ position, person }: Post): number | null => {
			if (STAFF.includes(position)) return 1 + STAFF.indexOf(position);
			return position === 'floor_head' && !level1.has(person) ? 0 : null;
		};
		const [best] = here
			.flatMap(({ person, ...post }) => {
				const order = rank({ person, ...post });
				return order === null ? [] : [{ person, order }];
			})
			.toSorted(
				(a, b) =>
					a.order - b.order ||
					(load.get(a.person) ?? 0) - (load.get(b.person) ?? 0) ||
					(lots.get(a.person) ?? 0) - (lots.get(b.person) ?? 0),
			);
		checkers.set(floor, best?.person ?? null);
		if (best) load.set(best.person, (load.get(best.person) ?? 0) + 1);
	}
	return checkers;
}

/** What was seen an hour later says little about the report: as long again as the window was, and never less than two minutes. */
export function checksUntil({ opensAt, closesAt, locksAt }: { opensAt: Date; closesAt: Date; locksAt: Date }): Date {
	const grace = Math.max(closesAt.getTime() - opensAt.getTime(), 120_000);
	return new Date(Math.min(closesAt.getTime() + grace, locksAt.getTime()));
}

export interface Reported {
	kind: EntryKind;
	returnedAt: Date | null;
}

/**
 * Where report and second look differ. A late return without a time may have come before the look or after it, and
 * whoever is known to have come back before it is expected in.
 */
export function compareRoom(
	residents: readonly number[],
	reported: ReadonlyMap<number, Reported>,
	seen: { absent: ReadonlySet<number>; at: Date; back: ReadonlyMap<number, Date> },
): CheckDifference[] {
	return residents.flatMap((student): CheckDifference[] => {
		const entry = reported.get(student);
		const away = seen.absent.has(student);
		const returnedAt = seen.back.get(student) ?? entry?.returnedAt ?? null;
		if (entry?.kind === 'late_return' && returnedAt === null) return [];
		const expected = entry === undefined || (returnedAt !== null && returnedAt <= seen.at);
		if (expected !== away) return [];
		return [{ student, reported: entry?.kind ?? 'in', seen: away ? 'absent' : 'in' }];
	});
}

/** sfc32 over a hash of the seed: small, even, and the same on every machine. @returns numbers from 0 up to 1 */
function randomFrom(seed: string): () => number {
	let hash = 1779033703 ^ seed.length;
	for (let index = 0; index < seed.length; index++) {
		hash = Math.imul(hash ^ seed.charCodeAt(index), 3432918353);
		hash = (hash << 13) | (hash >>> 19);
	}
	const word = () => {
		hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
		hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
		return (hash ^= hash >>> 16) >>> 0;
	};
	let [a, b, c, counter] = [word(), word(), word(), 1];
	const next = () => {
		const sum = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + sum) | 0;
		return (sum >>> 0) / 4294967296;
	};
	for (let round = 0; round < 12; round++) next();
	return next;
}
