import type { Knex } from 'knex';
import { holdStudents } from '../database/leaves.ts';
import { findStayPeriods, findStays, type NewStay, writeStays } from '../database/stays.ts';
import type { Actor } from '../domain/scope.ts';
import { say } from '../lang/say.ts';
import type { ImportAnswer } from '../types/api-imports.ts';
import {
	bad,
	checkKeeper,
	conclude,
	concludeUnread,
	findNamedStudents,
	judgeStudent,
	type LineReading,
	readLines,
	type SheetUpload,
} from './import-sheet.ts';
import { leaveError } from './leave.ts';
import { checkPeriod } from './stay.ts';

/** Who stays over a holiday, from a sheet: student numbers and, if wanted, notes. Cancelled ones are taken up again. */
export async function importStays(
	db: Knex,
	actor: Actor,
	asked: { college: number | null; period: number; now: Date; upload: SheetUpload },
): Promise<ImportAnswer> {
	const { upload, now } = asked;
	const college = checkKeeper(actor, asked.college);
	const [period] = await findStayPeriods(db, { id: asked.period });
	if (!period || period.college !== college) throw leaveError(actor.language, say(actor.language, 'stay.period'));
	await checkPeriod(db, actor, period, now);
	const { lines, problem } = await readLines(actor, upload, ['number']);
	if (problem) return await concludeUnread(actor, upload, problem);
	return await db.transaction(async (trx) => {
		const students = await findNamedStudents(trx, actor, college, lines);
		if (!upload.dry)
			await holdStudents(
				trx,
				[...students.values()].map(({ id }) => id),
			);
		const staying = new Set(
			(await findStays(trx, { period: period.id }))
				.filter(({ state }) => state === 'staying')
				.map(({ student }) => student),
		);
		const inSheet = new Map<number, number>();
		const readings = lines.map((line): LineReading<NewStay> => {
			const judged = judgeStudent(actor, college, line, students);
			if (judged.kind === 'bad') return judged;
			const { id, number, name, residence_state, room, ...place } = judged.student;
			if (residence_state !== 'resident' || room === null) return bad(actor, line, 'number', 'stay.not_resident');
			if (staying.has(id)) return bad(actor, line, 'number', 'import.stay_exists');
			const other = inSheet.get(id);
			if (other !== undefined) return bad(actor, line, 'number', 'import.twice', { line: other });
			inSheet.set(id, line.line);
			const note = line.text('note') || null;
			return {
				kind: 'good',
				row: { student: id, note, ...place },
				shown: { line: line.line, number, name, from: null, to: null, note },
			};
		});
		return await conclude(
			actor,
			upload,
			readings,
			async (rows) => await writeStays(trx, period.id, rows, { user: actor.user, now }),
		);
	});
}
