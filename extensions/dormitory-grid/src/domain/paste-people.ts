import type { Piece } from './paste-scan.ts';
import { isNoise, type PastedKind } from './paste-words.ts';

/** One person whom a line names, and all that the line says of him. */
export interface Named {
	name: string;
	students: number[];
	/** Not a part of a longer name. */
	sure: boolean;
	said: PastedKind[];
	parts: { kind: 'time' | 'text'; text: string; time: string }[];
}

/** "张三、李四晚归，王五未归", "晚归：张三、李四；未归：王五", and names alone below a heading. */
export function gatherPeople(pieces: readonly Piece[]): Named[] {
	const first = pieces.find((piece) => piece.kind === 'name' || (piece.kind === 'said' && piece.what !== 'negated'));
	return first?.kind === 'said' ? gatherAfterWords(pieces) : gatherBeforeWords(pieces);
}

/** What is said comes first and holds for the names behind it. */
function gatherAfterWords(pieces: readonly Piece[]): Named[] {
	const people: Named[] = [];
	let current: PastedKind | null = null;
	let used = true;
	for (const piece of pieces) {
		if (piece.kind === 'said') {
			current = piece.what === 'negated' ? null : piece.what;
			used = current === null;
		} else if (piece.kind === 'name') {
			if (addName(people, piece) && current !== null) people.at(-1)?.said.push(current);
			used = true;
		} else addPart(people.slice(-1), piece);
	}
	// "晚归 张三 未归": the last word holds for nobody else.
	if (!used && current !== null) people.at(-1)?.said.push(current);
	return people;
}

/** Names come first, alone or several, and what is said holds for all of them. */
function gatherBeforeWords(pieces: readonly Piece[]): Named[] {
	const people: Named[] = [];
	let group: Named[] = [];
	let spoken = false;
	for (const piece of pieces) {
		if (piece.kind === 'name') {
			if (spoken) [group, spoken] = [[], false];
			if (addName(people, piece)) group.push(...people.slice(-1));
		} else if (piece.kind === 'said' && piece.what !== 'negated') {
			for (const person of group) person.said.push(piece.what);
			spoken = true;
		} else addPart(spoken ? group : people.slice(-1), piece);
	}
	return people;
}

/**
 * A number beside a name says who is meant of those who bear it, and is nobody else.
 * @returns whether somebody new was named
 */
function addName(people: Named[], { name, students, sure, byNumber }: Extract<Piece, { kind: 'name' }>): boolean {
	const last = people.at(-1);
	if (last && last.said.length === 0 && students.some((student) => last.students.includes(student))) {
		if (byNumber) {
			last.students = students;
			last.sure = true;
			return false;
		}
		if (last.students.length === 1) {
			last.name = name;
			return false;
		}
	}
	people.push({ name, students, sure, said: [], parts: [] });
	return true;
}

function addPart(people: readonly Named[], piece: Piece): void {
	if (piece.kind === 'time') for (const person of people) person.parts.push(piece);
	if (piece.kind !== 'text' && piece.kind !== 'bracket' && piece.kind !== 'said') return;
	if (isNoise(piece.text)) return;
	for (const person of people) person.parts.push({ kind: 'text', text: piece.text, time: '' });
}
