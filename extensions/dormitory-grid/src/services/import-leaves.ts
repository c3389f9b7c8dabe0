import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { type CollegeCalendar, loadCalendar } from '../database/find-due-nights.ts';
import { findApprovedLeaves, holdStudents, insertLeaves, type NewLeave } from '../database/leaves.ts';
import { findLastClose } from '../database/structure.ts';
import { momentOn, readCalendarDate, readTimeOfDay } from '../domain/calendar.ts';
import { judgeLeave } from '../domain/leave.ts';
import { leaveSpan, type LeaveSpan } from '../domain/night-duty.ts';
import type { Actor } from '../domain/scope.ts';
import type { ImportAnswer } from '../types/api-imports.ts';
import {
	bad,
	badText,
	checkKeeper,
	conclude,
	concludeUnread,
	findNamedStudents,
	judgeStudent,
	type LineReading,
	readLines,
	type SheetLine,
	type SheetUpload,
} from './import-sheet.ts';
import { explainLeave } from './leave.ts';

interface Day {
	date: string;
	time: string | null;
}

/** Dates of so many lines are read without a pause, a few milliseconds each time. */
const LINES_A_TURN = 50;
/** Leaves of one student in one sheet: each is held against the others. */
const MOST_OF_ONE = 50;

/**
 * Leaves from a sheet: student number, first day, last day (included) or moments, reason. Unknown numbers, wrong dates,
 * overlaps, rows that stand twice and leaves that reach back into a closed night are each said by line.
 */
export async function importLeaves(
	db: Knex,
	actor: Actor,
	asked: { college: number | null; now: Date; upload: SheetUpload },
): Promise<ImportAnswer> {
	const { upload, now } = asked;
	const college = checkKeeper(actor, asked.college);
	const { lines, problem } = await readLines(actor, upload, ['number', 'from', 'to']);
	if (problem) return await concludeUnread(actor, upload, problem);
	const calendar = await loadCalendar(db, college);
	if (calendar === null) throw new Error(`college ${college} is gone`);
	const { time_zone } = calendar.settings;
	// Before the transaction: thousands of dates take their time, and on SQLite a report would wait for it.
	const dated = await dateLines(actor, lines, calendar);
	return await db.transaction(async (trx) => {
		const students = await findNamedStudents(trx, actor, college, lines);
		const ids = [...students.values()].map(({ id }) => id);
		if (!upload.dry) await holdStudents(trx, ids);
		const lastClose = await findLastClose(trx, college);
		const taken = await findApprovedLeaves(trx, ids, lastClose ?? new Date(0));
		const inSheet = new Map<number, { line: number; span: LeaveSpan }[]>();

		const readings = dated.map(({ line, reading }): LineReading<NewLeave> => {
			const judged = judgeStudent(actor, college, line, students);
			if (judged.kind === 'bad') return judged;
			const { student } = judged;
			if (reading.kind === 'bad') return reading;
			const { from, to, span } = reading;
			const verdict = judgeLeave(span, taken.get(student.id) ?? [], lastClose);
			if (verdict.kind !== 'good') {
				const field = verdict.kind === 'past' || verdict.kind === 'overlaps' ? 'from' : 'to';
				return badText(line, field, explainLeave(actor.language, verdict, time_zone));
			}
			const earlier = inSheet.get(student.id) ?? [];
			if (earlier.length >= MOST_OF_ONE) return bad(actor, line, 'number', 'import.too_many', { count: MOST_OF_ONE });
			const other = earlier.find((one) => one.span.startsAt < span.endsAt && span.startsAt < one.span.endsAt);
			if (other) {
				const same =
					[span.startsAt, span.endsAt].map(Number).join() ===
					[other.span.startsAt, other.span.endsAt].map(Number).join();
				return bad(actor, line, same ? 'number' : 'from', same ? 'import.twice' : 'import.overlaps_line', {
					line: other.line,
				});
			}
			earlier.push({ line: line.line, span });
			inSheet.set(student.id, earlier);
			const { id, college: home, department, counsellor, number, name } = student;
			const note = line.text('note') || null;
			return {
				kind: 'good',
				row: { student: id, college: home, department, counsellor, reason: note, ...span },
				shown: { line: line.line, number, name, from: showDay(from), to: showDay(to), note },
			};
		});
		return await conclude(
			actor,
			upload,
			readings,
			async (rows) => await insertLeaves(trx, rows, { user: actor.user, now }),
		);
	});
}

type BadLine = Extract<LineReading<never>, { kind: 'bad' }>;

interface DatedLine {
	line: SheetLine;
	reading: { kind: 'span'; from: Day; to: Day; span: LeaveSpan } | BadLine;
}

/** When each line's leave begins and ends; whoever else waits for the server gets his turn in between. */
async function dateLines(
	actor: Actor,
	lines: readonly SheetLine[],
	{ settings, rules }: CollegeCalendar,
): Promise<DatedLine[]> {
	// A sheet has thousands of lines and a few dozen dates; the calendar is walked once for each pair of them.
	const spans = new Map<string, LeaveSpan>();
	const spanOf = (from: string, to: string): LeaveSpan => {
		const span = spans.get(`${from} ${to}`) ?? leaveSpan(from, to, settings, rules);
		spans.set(`${from} ${to}`, span);
		return span;
	};
	const read = (line: SheetLine): DatedLine['reading'] => {
		const days = readDays(actor, line);
		if (days.kind === 'bad') return days;
		const { from, to } = days;
		if (to.date < from.date) return bad(actor, line, 'to', 'leave.ends_before');
		const byDays = spanOf(from.date, to.date);
		const span = {
			startsAt: from.time === null ? byDays.startsAt : momentOn(from.date, from.time, settings.time_zone),
			endsAt: to.time === null ? byDays.endsAt : momentOn(to.date, to.time, settings.time_zone),
		};
		return { kind: 'span', from, to, span };
	};
	const dated: DatedLine[] = [];
	for (const [index, line] of lines.entries()) {
		if (index % LINES_A_TURN === 0) await setImmediate();
		dated.push({ line, reading: read(line) });
	}
	return dated;
}

function readDays(actor: Actor, line: SheetLine): { kind: 'days'; from: Day; to: Day } | BadLine {
	const days: Day[] = [];
	for (const field of ['from', 'to'] as const) {
		if (line.text(field) === '') return bad(actor, line, field, 'import.required');
		const day = readDay(line.text(field));
		if (day === null) return bad(actor, line, field, 'import.date');
		days.push(day);
	}
	const [from, to] = days;
	return from && to ? { kind: 'days', from, to } : bad(actor, line, 'from', 'import.required');
}

/** '2026-10-01', '2026/10/1 18:00', '2026年10月1日 18:00'. */
function readDay(text: string): Day | null {
	const [day = '', clock, ...rest] = text.normalize('NFKC').split(/[\sT]+/);
	const date = readCalendarDate(day);
	const time = clock === undefined ? null : readTimeOfDay(clock);
	return date === null || rest.length > 0 || (clock !== undefined && time === null) ? null : { date, time };
}

function showDay({ date, time }: Day): string {
	return time === null ? date : `${date} ${time}`;
}
