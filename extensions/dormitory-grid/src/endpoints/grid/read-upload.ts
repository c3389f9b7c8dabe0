import type { Request } from 'express';
import type { SheetUpload } from '../../services/import-sheet.ts';
import { MAX_SHEET_BYTES } from '../../services/sheets/read-sheet.ts';

/**
 * A file sent as the request's whole body; its own name stands in the query. What is too large is read no further than it
 * takes to say so: one byte more than may be.
 */
export async function readUpload(req: Request): Promise<SheetUpload> {
	const parts: Buffer[] = [];
	let size = 0;
	// A body that Directus has parsed already (JSON) is none of ours: the stream is empty, and so is the sheet.
	for await (const part of req as AsyncIterable<Buffer>) {
		if (size > MAX_SHEET_BYTES) continue;
		parts.push(part);
		size += part.length;
	}
	const { name, dry, skip_bad } = req.query;
	return {
		bytes: Buffer.concat(parts),
		name: typeof name === 'string' ? name.slice(0, 255) : '',
		dry: dry === '1',
		skipBad: skip_bad === '1',
	};
}
