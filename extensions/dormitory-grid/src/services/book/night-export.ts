import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { z } from 'zod';
import { findCollegeOf } from '../../database/find-nights.ts';
import {
	type CheckRow,
	type CheckSpan,
	countChecks,
	findChecks,
	findExport,
	findLastExport,
	findQuietMoment,
	holdExports,
} from '../../database/night-checks.ts';
import { checkId } from '../../domain/book.ts';
import { wallClock } from '../../domain/calendar.ts';
import { type Actor, isWorkingGroup } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { TextKey } from '../../lang/translations/zh-CN.ts';
import type { NightExportRow } from '../../types/schema.ts';
import { parseInput, readKey } from '../parse-input.ts';
import { refusal } from '../refuse.ts';
import type { SheetCell } from '../sheets/cells.ts';
import { type SheetFormat, writeSheet } from '../sheets/write-sheet.ts';

/** Rows asked for at a time while a file is written: memory stays the same, whatever the college. */
const PAGE = 2000;

const exportInput = z.object({ kind: z.literal('night_check').nullish(), college: z.unknown().optional() });

/**
 * Marks off the next span of night checks (ODS_XSZSCQSJ): from where the last export ended to this moment. The row is
 * the receipt; its file is asked for by its id as often as needed.
 * @returns the row to insert; what the sender claimed about it is overwritten
 */
export async function requestNightExport(
	trx: Knex,
	actor: Actor,
	payload: unknown,
	now: Date,
): Promise<Omit<NightExportRow, 'since' | 'until' | 'made_at'> & Record<'since' | 'until' | 'made_at', string | null>> {
	const asked = parseInput(exportInput, payload, actor.language);
	const own = actor.user === null ? null : await findCollegeOf(trx, actor);
	const college = readKey(asked.college) ?? own?.id ?? null;
	if (college === null || actor.user === null || !isWorkingGroup(actor, college)) throw forbidden(actor);
	await holdExports(trx, college);
	const since = await findLastExport(trx, college);
	const quiet = await findQuietMoment(trx, now);
	const until = since !== null && quiet < since ? since : quiet;
	return {
		id: randomUUID(),
		college,
		kind: 'night_check',
		since: since?.toISOString() ?? null,
		until: until.toISOString(),
		rows: await countChecks(trx, { college, since, until }),
		made_by: actor.user,
		made_at: now.toISOString(),
	};
}

const TITLES = [
	'check.id',
	'check.school',
	'check.number',
	'check.class',
	'check.room',
	'check.checked_at',
	'check.checker',
	'check.state',
	'check.remarks',
	'check.collected_at',
	'check.reported',
] as const satisfies readonly TextKey[];
const WIDTHS = [16, 12, 16, 18, 12, 20, 12, 10, 30, 20, 10];

/**
 * The file of one export, as its rows stand now: what has been corrected since lies in a later span and comes with that
 * one, under the same id and collected later. The platform reads Chinese, whatever the language of who sends it.
 */
export async function writeNightExport(
	db: Knex,
	actor: Actor,
	id: string,
	format: SheetFormat,
): Promise<{ file: Readable; name: string }> {
	const marked = z.uuid().safeParse(id).success ? await findExport(db, id) : null;
	if (marked === null || !isWorkingGroup(actor, marked.college)) throw forbidden(actor);
	const clock = (moment: Date) => wallClock(moment, marked.timeZone);
	const columns = TITLES.map((title, index) => ({ title: say('zh-CN', title), width: WIDTHS[index] ?? 12 }));
	const cells = checkCells(db, marked, marked.school, clock);
	const name = `ODS_XSZSCQSJ-${clock(marked.until).replace(/\D/g, '')}.${format}`;
	return { file: writeSheet(format, 'ODS_XSZSCQSJ', columns, cells), name };
}

async function* checkCells(
	db: Knex,
	span: CheckSpan,
	school: string,
	clock: (moment: Date) => string,
): AsyncGenerator<SheetCell[]> {
	let after = 0;
	for (;;) {
		const page = await findChecks(db, span, after, PAGE);
		for (const check of page) yield [checkId(check.night, check.student), school, ...cellsOf(check, clock)];
		const last = page.at(-1);
		if (!last || page.length < PAGE) return;
		after = last.key;
	}
}

function cellsOf(check: CheckRow, clock: (moment: Date) => string): SheetCell[] {
	const remarks = [
		check.reason,
		check.returnedAt && say('zh-CN', 'check.returned', { at: clock(check.returnedAt) }),
		check.handedTo && say('zh-CN', 'check.handed_to', { to: check.handedTo }),
	];
	return [
		check.number,
		check.className,
		check.room,
		clock(check.checkedAt),
		check.checker,
		say('zh-CN', check.state === 'in' ? 'check.in' : `kind.${check.state}`),
		remarks.filter(Boolean).join('；') || null,
		clock(check.collectedAt),
		say('zh-CN', check.late ? 'check.late' : 'check.on_time'),
	];
}

function forbidden(actor: Actor): Error {
	return refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}
