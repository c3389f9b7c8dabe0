import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { writeBook } from '../../services/book/book-file.ts';
import { writeNightExport } from '../../services/book/night-export.ts';
import { BOOK_TABLES, readBook, showBook, showLateReturns } from '../../services/book/show-book.ts';
import { ask, path } from './ask.ts';
import { readFormat, sendFile } from './send-file.ts';

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
				await sendFile(res, writeBook(format, table, rows, actor.language), name, format);
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
			await sendFile(res, file, name, format);
		}),
	);
}
