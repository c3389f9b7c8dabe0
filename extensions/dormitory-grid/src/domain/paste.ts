import { gatherPeople, type Named } from './paste-people.ts';
import { type PasteResident, type Piece, prepareRoll, type Roll, scanLine } from './paste-scan.ts';
import { isNoise, normalise, type PastedKind } from './paste-words.ts';

export type { PasteResident } from './paste-scan.ts';

/**
 * Reads a QQ 接龙 or a typed list against a unit's residents (DOMAIN.md 3; FIELD.md, entries that are lost): nothing is
 * guessed, and no line is lost. Every line that is not blank ends up in a mark, a choice, a problem, or among the skipped.
 */

interface Said {
	kind: PastedKind;
	/** 'HH:MM' of a late return; empty: not said. */
	time: string;
	reason: string;
}

export interface PastedMark extends Said {
	student: number;
	/** Lines that say so, from 0. */
	lines: number[];
}

interface Line {
	line: number;
	text: string;
}

/** A name that several residents bear: whoever pastes says which of them it is. */
export interface PastedChoice extends Said, Line {
	name: string;
	students: number[];
}

export type PastedTrouble =
	/** Names nobody of this unit. */
	| 'nobody'
	/** Names somebody and says nothing of him, or two things. */
	| 'no_kind'
	| 'two_kinds'
	/** Speaks of a room in which nobody of that name lives. */
	| 'other_room'
	/** The name may be part of a longer one. */
	| 'unsure'
	/** Two lines say different things of one person. */
	| 'contradiction'
	/** "全部在寝" beside lines that are not understood: one of them may be about somebody whom it would cover. */
	| 'held';

export interface PastedProblem extends Line {
	why: PastedTrouble;
	name: string | null;
}

export interface Pasted {
	marks: PastedMark[];
	choices: PastedChoice[];
	problems: PastedProblem[];
	/** Headings, and lines that say that there is nobody. */
	skipped: Line[];
}

const MAX_REASON = 255;
const TITLE = /^#|接龙|零报告|查寝|上报|汇总|统计/;

interface Reading {
	roll: Roll;
	/** Of the headings above. */
	heading: PastedKind | null;
	rooms: number[] | null;
	claims: { student: number; said: Said; source: Line; name: string }[];
	/** Everybody named, whatever became of it: "全部在寝" does not cover them. */
	named: Set<number>;
	/** Where everybody is in but the named; no rooms: the whole unit. */
	collective: { rooms: number[] | null; source: Line }[];
	choices: PastedChoice[];
	problems: PastedProblem[];
	skipped: Line[];
}

export function readPaste(text: string, residents: readonly PasteResident[]): Pasted {
	const reading: Reading = {
		roll: prepareRoll(residents),
		heading: null,
		rooms: null,
		claims: [],
		named: new Set(),
		collective: [],
		choices: [],
		problems: [],
		skipped: [],
	};
	for (const [line, original] of text.split(/\r\n|[\n\r\u2028\u2029]/).entries()) {
		const plain = normalise(original);
		if (plain !== '') readLine(reading, { line, text: original.trim() }, plain);
	}
	const { choices, problems, skipped } = reading;
	const marks = settle(reading, residents);
	return { marks, choices, problems: problems.toSorted((a, b) => a.line - b.line), skipped };
}

function readLine(reading: Reading, source: Line, plain: string): void {
	const pieces = openBrackets(scanLine(plain, reading.roll), reading.roll);
	const rooms = pieces.flatMap((piece) => (piece.kind === 'room' ? piece.rooms : []));
	const foreign = pieces.some((piece) => piece.kind === 'other_room');
	if (pieces.some((piece) => piece.kind === 'name')) {
		const place = rooms.length > 0 ? rooms : foreign ? [] : reading.rooms;
		const ofOthers = (piece: Piece) => piece.kind === 'said' && piece.others && piece.what === 'in';
		if (pieces.some(ofOthers)) reading.collective.push({ rooms: place, source });
		for (const person of gatherPeople(pieces.filter((piece) => !ofOthers(piece))))
			placePerson(reading, source, person, place);
		return;
	}
	const leftover = pieces.some(
		(piece) => piece.kind === 'time' || ((piece.kind === 'text' || piece.kind === 'bracket') && !isNoise(piece.text)),
	);
	if (TITLE.test(plain)) return void reading.skipped.push(source);
	if (leftover) return void reading.problems.push({ ...source, why: 'nobody', name: null });
	const words = pieces.flatMap((piece) => (piece.kind === 'said' ? [piece.what] : []));
	if (foreign && words.length > 0) return void reading.problems.push({ ...source, why: 'other_room', name: null });
	if (words.length > 0 && words.every((word) => word === 'in')) {
		reading.collective.push({ rooms: rooms.length > 0 ? rooms : reading.rooms, source });
		return;
	}
	if (rooms.length > 0 && words.some((word) => word !== 'negated'))
		return void reading.problems.push({ ...source, why: 'nobody', name: null });
	readHeading(reading, { rooms, foreign, words });
	reading.skipped.push(source);
}

/** "晚归名单：" and "201 室：" hold for the lines below; "晚归：无" for none. */
function readHeading(
	reading: Reading,
	{ rooms, foreign, words }: { rooms: number[]; foreign: boolean; words: (PastedKind | 'negated')[] },
): void {
	if (words.length === 0 && (rooms.length > 0 || foreign)) reading.rooms = rooms;
	const [word] = words;
	if (word !== undefined) reading.heading = words.length === 1 && word !== 'negated' ? word : null;
}

/** Where nothing is said outside the brackets, it is said inside: 王五（请假）. */
function openBrackets(pieces: Piece[], roll: Roll): Piece[] {
	if (pieces.some((piece) => piece.kind === 'said')) return pieces;
	return pieces.flatMap((piece) => (piece.kind === 'bracket' ? scanLine(piece.text, roll) : [piece]));
}

function placePerson(reading: Reading, source: Line, person: Named, rooms: number[] | null): void {
	const { name } = person;
	const roomOf = (student: number) => reading.roll.residents.get(student)?.room ?? 0;
	const here = rooms === null ? person.students : person.students.filter((student) => rooms.includes(roomOf(student)));
	for (const student of here.length > 0 ? here : person.students) reading.named.add(student);
	const kinds = new Set(person.said);
	if (kinds.size === 0 && reading.heading !== null) kinds.add(reading.heading);
	const [kind, second] = kinds;
	const why = !person.sure
		? 'unsure'
		: here.length === 0
			? 'other_room'
			: kind === undefined
				? 'no_kind'
				: second === undefined
					? null
					: 'two_kinds';
	if (why !== null || kind === undefined) {
		reading.problems.push({ ...source, why: why ?? 'no_kind', name });
		return;
	}
	const said = tell(kind, person);
	const [student, twin] = here;
	if (student !== undefined && twin === undefined) reading.claims.push({ student, said, source, name });
	else reading.choices.push({ ...source, ...said, name, students: here });
}

function tell(kind: PastedKind, { parts }: Named): Said {
	const clock = kind === 'late_return' ? parts.find((part) => part.kind === 'time') : undefined;
	const reason = parts.flatMap((part) => (part === clock ? [] : [part.text])).join(' ');
	return { kind, time: clock?.time ?? '', reason: kind === 'in' ? '' : reason.slice(0, MAX_REASON) };
}

function settle(reading: Reading, residents: readonly PasteResident[]): PastedMark[] {
	const marks = new Map<number, PastedMark>();
	const byStudent = new Map<number, Reading['claims']>();
	for (const claim of reading.claims) byStudent.set(claim.student, [...(byStudent.get(claim.student) ?? []), claim]);
	for (const [student, claims] of byStudent) {
		if (new Set(claims.map(({ said }) => said.kind)).size > 1) {
			for (const { source, name } of claims) reading.problems.push({ ...source, why: 'contradiction', name });
			continue;
		}
		const first = <Key extends keyof Said>(key: Key) => claims.find(({ said }) => said[key] !== '')?.said[key];
		marks.set(student, {
			student,
			kind: claims[0]?.said.kind ?? 'in',
			time: first('time') ?? '',
			reason: first('reason') ?? '',
			lines: [...new Set(claims.map(({ source }) => source.line))],
		});
	}
	for (const { rooms, source } of reading.collective) {
		if (rooms === null && reading.problems.length + reading.choices.length > 0) {
			reading.problems.push({ ...source, why: 'held', name: null });
			continue;
		}
		const covered = residents.filter(({ room }) => rooms === null || rooms.includes(room));
		if (covered.length === 0) reading.problems.push({ ...source, why: 'other_room', name: null });
		else if (covered.every(({ student, on_leave }) => on_leave || reading.named.has(student)))
			reading.skipped.push(source);
		for (const { student, on_leave } of covered) {
			if (on_leave || reading.named.has(student)) continue;
			const mark = marks.get(student);
			if (mark) mark.lines.push(source.line);
			else marks.set(student, { student, kind: 'in', time: '', reason: '', lines: [source.line] });
		}
	}
	return [...marks.values()];
}
