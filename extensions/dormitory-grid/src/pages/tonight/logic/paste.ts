import {
	type Pasted,
	type PastedChoice,
	type PastedMark,
	type PasteResident,
	readPaste,
} from '../../../domain/paste.ts';
import type { TonightResident, TonightRoom } from '../../../types/api.ts';
import { type Mark, type Tick, tickAs, type Ticks } from './roll.ts';

/** What the paste box shows before it fills the draft: one row a person, and every line that needs a look. */

export interface PastedRow {
	student: number;
	name: string;
	room: string;
	tick: Tick;
	/** What the draft says of him now, where that is something else. */
	before: Mark | null;
}

export interface PasteView extends Omit<Pasted, 'marks' | 'choices'> {
	/** Everybody who is not in. */
	away: PastedRow[];
	/** How many the list says are in. */
	present: number;
	choices: (Omit<PastedChoice, 'students'> & {
		residents: { student: number; room: string; resident: TonightResident }[];
	})[];
	/** For the draft. */
	ticks: Ticks;
}

/** Which of several residents of one name a line means, by line and name. */
export type Chosen = Readonly<Record<string, number>>;

export function choiceKey({ line, name }: { line: number; name: string }): string {
	return `${line} ${name}`;
}

export function viewPaste(text: string, rooms: readonly TonightRoom[], ticks: Ticks, chosen: Chosen): PasteView {
	const places = new Map(
		rooms.flatMap((room) =>
			room.residents.map((resident) => [resident.student, { room: room.number, resident }] as const),
		),
	);
	const pasted = readPaste(text, residentsOf(rooms));
	const marks = [...pasted.marks, ...pickMarks(pasted, chosen)];
	const rows = marks.flatMap((mark) => {
		const place = places.get(mark.student);
		if (!place) return [];
		const now = ticks[mark.student]?.mark;
		const before = now !== undefined && now !== mark.kind ? now : null;
		const { student } = mark;
		return [{ student, name: place.resident.name, room: place.room, tick: tickOf(mark), before }];
	});
	return {
		away: rows.filter(({ tick }) => tick.mark !== 'in'),
		present: rows.filter(({ tick }) => tick.mark === 'in').length,
		choices: pasted.choices.map(({ students, ...choice }) => ({
			...choice,
			residents: students.flatMap((student) => {
				const place = places.get(student);
				return place ? [{ student, ...place }] : [];
			}),
		})),
		problems: pasted.problems,
		skipped: pasted.skipped,
		ticks: Object.fromEntries(rows.map(({ student, tick }) => [student, tick])),
	};
}

/** A choice counts only while it is one of those that the line leaves open, and nobody else's line has said it before. */
function pickMarks({ choices, marks }: Pasted, chosen: Chosen): PastedMark[] {
	const taken = new Set(marks.map(({ student }) => student));
	return choices.flatMap((choice) => {
		const student = chosen[choiceKey(choice)];
		if (student === undefined || !choice.students.includes(student) || taken.has(student)) return [];
		taken.add(student);
		const { kind, time, reason, line } = choice;
		return [{ student, kind, time, reason, lines: [line] }];
	});
}

function tickOf({ kind, time, reason }: PastedMark): Tick {
	return tickAs(kind, time, reason);
}

function residentsOf(rooms: readonly TonightRoom[]): PasteResident[] {
	return rooms.flatMap(({ room, number: roomNumber, residents }) =>
		residents.map(({ student, name, number, on_leave }) => ({ student, name, number, room, roomNumber, on_leave })),
	);
}
