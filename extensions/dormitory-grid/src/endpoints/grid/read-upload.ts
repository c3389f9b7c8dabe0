import type { Request } from 'express';
import type { Actor } from '../../domain/scope.ts';
import { GridBusyError } from '../../errors/index.ts';
import type { SheetUpload } from '../../services/import-sheet.ts';
import { refusal } from '../../services/refuse.ts';
import { MAX_SHEET_BYTES } from '../../services/sheets/limits.ts';

/** Who is sending a sheet: one at a time each, from its first byte to its last row. */
const senders = new Set<string>();

/**
 * Works on a file sent as the request's whole body, and tells the work when the sender has gone.
 * @throws GRID_BUSY while another sheet of the same person is being read
 */
export async function withUpload<Done>(
	req: Request,
	actor: Actor,
	work: (upload: SheetUpload) => Promise<Done>,
): Promise<Done> {
	const sender = actor.user ?? '';
	if (senders.has(sender)) throw refusal(GridBusyError, actor.language, 'errors.GRID_BUSY.own_sheet');
	senders.add(sender);
	const gone = new AbortController();
	req.res?.once('close', () => gone.abort());
	try {
		return await work({ ...(await readUpload(req)), gone: gone.signal });
	} finally {
		senders.delete(sender);
	}
}

/** The file's own name stands in the query. What is too large is read no further than it takes to say so: one byte more than may be. */
async function readUpload(req: Request): Promise<SheetUpload> {
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
