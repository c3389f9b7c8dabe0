import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Request, Response, Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import type { Actor } from '../../domain/scope.ts';
import { say } from '../../lang/say.ts';
import { writeBook } from '../../services/book/book-file.ts';
import { writeNightExport } from '../../services/book/night-export.ts';
import { BOOK_TABLES, readBook, showBook, showLateReturns } from '../../services/book/show-book.ts';
import { invalidInput } from '../../services/parse-input.ts';
import { SHEET_FORMATS, SHEET_TYPES, type SheetFormat } from '../../services/sheets/write-sheet.ts';
import { ask, path } from './ask.ts';

/** The night's book: tables as JSON or as a file, and the incremental export's files (types/book.ts). */
export function registerBook(router: Router, database: Knex): void {
	for (const table of BOOK_TABLES) {
		router.get(
			path(`${ROUTES.book}/${table}`),
			ask(database, async ({ actor, now }, req, res) => {
				const format = readFormat(req, actor);
				if (format === null) {
					res.json(await showBook(database, actor, table, req.query, now));
					return;
				}
				const { from, to, rows } = await readBook(database, actor, table, req.query, now);
				const name = `night-book-${table}-${from}-${to}.${format}`;
				await send(res, writeBook(format, table, rows, actor.language), name, format);
			}),
		);
	}
	router.get(
		path(`${ROUTES.book}/late-returns`),
		ask(database, async ({ actor, now }, req, res) => {
			res.json(await showLateReturns(database, actor, req.query, now));
		}),
	);
	router.get(
		path(`${ROUTES.book}/exports/:id`),
		ask(database, async ({ actor }, req, res) => {
			const format = readFormat(req, actor) ?? 'csv';
			const { file, name } = await writeNightExport(database, actor, req.params['id'] ?? '', format);
			await send(res, file, name, format);
		}),
	);
}

/** `null`: as JSON. */
function readFormat(req: Request, actor: Actor): SheetFormat | null {
	const asked = req.query['format'];
	if (asked === undefined || asked === 'json') return null;
	const format = SHEET_FORMATS.find((known) => known === asked);
	if (format === undefined)
		throw invalidInput(actor.language, [
			{ path: 'format', message: say(actor.language, 'field.wrong', { field: 'format' }) },
		]);
	return format;
}

async function send(res: Response, file: Readable, name: string, format: SheetFormat): Promise<void> {
	res.set('Content-Type', SHEET_TYPES[format]);
	res.set('Content-Disposition', `attachment; filename="${name}"`);
	res.set('X-Content-Type-Options', 'nosniff');
	try {
		await pipeline(file, res);
	} catch (error) {
		// Half of a file is on its way: the connection breaks off, so that nobody takes it for the whole.
		if (!res.headersSent) throw error;
		res.destroy();
	}
}
