import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { Actor } from '../../domain/scope.ts';
import { SHEET_FORMATS, SHEET_TYPES, type SheetFormat } from '../../services/sheets/write-sheet.ts';
import { wrongField } from '../../services/parse-input.ts';

/** The kind of file that `?format=` asks for; `null`: as JSON. */
export function readFormat(req: Request, actor: Actor): SheetFormat | null {
	const asked = req.query['format'];
	if (asked === undefined || asked === 'json') return null;
	const format = SHEET_FORMATS.find((known) => known === asked);
	if (format === undefined) throw wrongField(actor.language, 'format');
	return format;
}

/** A table as a file of that name. */
export async function sendFile(res: Response, file: Readable, name: string, format: SheetFormat): Promise<void> {
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
