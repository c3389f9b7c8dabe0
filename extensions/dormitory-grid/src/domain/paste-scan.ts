import { findKind, findTime, normalise, type PastedKind, skipRest, touchesName } from './paste-words.ts';

/** Cuts one line of a pasted list into what it is made of. Knows the unit's residents; decides nothing. */

export interface PasteResident {
	student: number;
	name: string;
	number: string;
	room: number;
	/** As it stands at the door: 201, 3-201. */
	roomNumber: string;
	/** On approved leave already. */
	on_leave: boolean;
}

export type Piece =
	| { kind: 'name'; name: string; students: number[]; sure: boolean; byNumber: boolean }
	/** `others`: of whoever is not named, 其余在寝. */
	| { kind: 'said'; what: PastedKind | 'negated'; text: string; others: boolean }
	| { kind: 'room'; rooms: number[] }
	/** A number that looks like a room and is none of this unit's. */
	| { kind: 'other_room'; text: string }
	| { kind: 'time'; time: string; text: string }
	| { kind: 'bracket'; text: string }
	| { kind: 'break' }
	| { kind: 'text'; text: string };

export interface Roll {
	residents: ReadonlyMap<number, PasteResident>;
	names: { name: string; pattern: RegExp; students: number[] }[];
	numbers: ReadonlyMap<string, number>;
	rooms: { pattern: RegExp; rooms: number[] }[];
}

export function prepareRoll(residents: readonly PasteResident[]): Roll {
	const byName = new Map<string, number[]>();
	const byRoom = new Map<string, Set<number>>();
	for (const { name, student, room, roomNumber } of residents) {
		const key = normalise(name);
		if (key !== '') byName.set(key, [...(byName.get(key) ?? []), student]);
		for (const form of roomForms(normalise(roomNumber)))
			byRoom.set(form, (byRoom.get(form) ?? new Set<number>()).add(room));
	}
	const longest = (a: readonly [string, unknown], b: readonly [string, unknown]) => b[0].length - a[0].length;
	return {
		residents: new Map(residents.map((resident) => [resident.student, resident])),
		names: [...byName].toSorted(longest).map(([name, students]) => ({ name, students, pattern: namePattern(name) })),
		numbers: new Map(residents.map(({ number, student }) => [normalise(number).toLowerCase(), student])),
		rooms: [...byRoom]
			.toSorted(longest)
			.map(([form, rooms]) => ({ rooms: [...rooms], pattern: new RegExp(`^${escape(form)}(?![\\d-])`, 'i') })),
	};
}

/** 3-201 is also written 3201 and, where it is clear, 201. */
function roomForms(number: string): string[] {
	const last = number.split('-').at(-1) ?? '';
	return [...new Set([number, number.replaceAll('-', ''), ...(/^\d{3,}$/.test(last) ? [last] : [])])].filter(Boolean);
}

/** Names of two characters are padded to three in many lists: 张 三. */
function namePattern(name: string): RegExp {
	const parts = Array.from(name.replace(/\s+/g, ' '), (char) =>
		char === ' ' || char === '·' ? '[ ·.]?' : escape(char),
	);
	return new RegExp(`^${parts.join(/^[\p{Script=Han}]+$/u.test(name) ? ' ?' : '')}`, 'iu');
}

export function scanLine(line: string, roll: Roll): Piece[] {
	const pieces: Piece[] = [];
	let text = '';
	let at = skipNumbering(line, roll);
	/** What stands directly before, since the last break, name or word. */
	let touching = '';
	const push = (piece: Piece) => {
		if (text.trim() !== '') pieces.push({ kind: 'text', text: text.trim() });
		text = '';
		pieces.push(piece);
	};
	while (at < line.length) {
		const rest = line.slice(at);
		const found = readPiece(rest, touching, roll);
		if (found === null) {
			const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
			text += char;
			touching += char;
			at += char.length;
			continue;
		}
		push(found.piece);
		touching = found.piece.kind === 'name' || found.piece.kind === 'said' ? '' : touchingAfter(found.piece);
		at += found.length;
	}
	if (text.trim() !== '') pieces.push({ kind: 'text', text: text.trim() });
	return pieces;
}

function touchingAfter(piece: Piece): string {
	return piece.kind === 'room' || piece.kind === 'other_room' ? '号' : '';
}

function readPiece(rest: string, before: string, roll: Roll): { piece: Piece; length: number } | null {
	const space = /^[\s,;:、。!/|~*#]+|^\.(?!\d)/.exec(rest)?.[0];
	if (space !== undefined) return { piece: { kind: 'break' }, length: space.length };
	if (rest.startsWith('(')) {
		const end = rest.indexOf(')');
		const inside = end < 0 ? rest.slice(1) : rest.slice(1, end);
		return { piece: { kind: 'bracket', text: inside.trim() }, length: end < 0 ? rest.length : end + 1 };
	}
	const number = /^[a-z]?\d{6,}/i.exec(rest)?.[0];
	const holder = number === undefined ? undefined : roll.numbers.get(number.toLowerCase());
	if (number !== undefined && holder !== undefined)
		return {
			piece: { kind: 'name', name: number, students: [holder], sure: true, byNumber: true },
			length: number.length,
		};
	if (!/\d$/.test(before)) {
		const time = findTime(rest);
		if (time)
			return { piece: { kind: 'time', time: time.time, text: rest.slice(0, time.length) }, length: time.length };
		for (const { pattern, rooms } of roll.rooms) {
			const room = pattern.exec(rest)?.[0];
			if (room !== undefined) return { piece: { kind: 'room', rooms }, length: room.length };
		}
		const other =
			before === '' ? /^\d{1,2}-\d{3,4}(?!\d)|^\d{3,5}(?![\d人名个年月日]|\.\d)/.exec(rest)?.[0] : undefined;
		if (other !== undefined) return { piece: { kind: 'other_room', text: other }, length: other.length };
	}
	if (rest.startsWith('-')) return { piece: { kind: 'break' }, length: 1 };
	return readName(rest, before, roll) ?? readWord(rest);
}

function readName(rest: string, before: string, roll: Roll): { piece: Piece; length: number } | null {
	for (const { name, pattern, students } of roll.names) {
		const written = pattern.exec(rest)?.[0];
		if (written === undefined) continue;
		const after = rest.slice(written.length);
		const known =
			findKind(after) !== null || findTime(after) !== null || roll.names.some((other) => other.pattern.test(after));
		const sure = !touchesName(before, known ? '' : after);
		return { piece: { kind: 'name', name, students, sure, byNumber: false }, length: written.length };
	}
	return null;
}

function readWord(rest: string): { piece: Piece; length: number } | null {
	const others = skipRest(rest);
	const word = findKind(rest.slice(others));
	if (word === null) return null;
	const length = others + word.length;
	return { piece: { kind: 'said', what: word.kind, text: rest.slice(0, length), others: others > 0 }, length };
}

/** `1.` `2、` `(3)` at the head of a line count it; a room number at the same place does not. */
function skipNumbering(line: string, roll: Roll): number {
	const counted = /^(?:\(\d{1,3}\)|\d{1,3}\s*[.、,:)](?!\d)|\d{1,2} (?=\D))\s*/.exec(line)?.[0];
	if (counted === undefined || roll.rooms.some(({ pattern }) => pattern.test(line.replace(/^\(/, '')))) return 0;
	return /^\d{3}/.test(counted) ? 0 : counted.length;
}

function escape(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
