import { Worker } from 'node:worker_threads';
import type { Language } from '../../constants/languages.ts';
import { GridBusyError, GridSheetError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';
import type { SheetRow } from './cells.ts';
import { MAX_ROWS, MAX_SHEET_BYTES, type SheetProblem } from './limits.ts';
import type { SheetFile } from './parse-sheet.ts';
import { endTurn, takeTurn } from './sheet-line.ts';

/** An honest list of 20,000 rows takes a second. */
const TIME_LIMIT_MS = 10_000;
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/** Beside the bundle lies the thread's own build (vite.config.ts here); from source it is a file as it stands. */
const THREAD = new URL(
	import.meta.url.endsWith('.ts') ? './sheet-worker.ts' : './sheets/sheet-worker.js',
	import.meta.url,
);

interface ReadOptions {
	/** The file's own name, if known: it says what the sender takes it for. */
	name?: string;
	maxRows?: number;
	timeLimitMs?: number;
	/** Ends the reading when nobody waits for it any more. */
	gone?: AbortSignal;
}

/**
 * The rows of an .xlsx (its first sheet) or a .csv file (UTF-8, UTF-16 with a mark, or GBK), without empty rows. Read in a
 * thread of its own, within a time and a memory, one file at a time.
 * @throws GRID_SHEET with `problem`, GRID_BUSY when too many wait
 */
export async function readSheet(
	bytes: Uint8Array,
	language: Language,
	{ name = '', maxRows = MAX_ROWS, timeLimitMs = TIME_LIMIT_MS, gone }: ReadOptions = {},
): Promise<SheetRow[]> {
	const refuse = (problem: SheetProblem) =>
		refusal(GridSheetError, language, `errors.GRID_SHEET.${problem}`, { rows: maxRows }, { problem });
	if (bytes.byteLength > MAX_SHEET_BYTES) throw refuse('too_large');
	if (bytes.byteLength === 0) throw refuse('empty');
	const busy = () => refusal(GridBusyError, language, 'errors.GRID_BUSY.sheet');
	if (!(await takeTurn(gone))) throw busy();
	try {
		const reading = await readInThread({ bytes, name, maxRows }, timeLimitMs, gone);
		// Nobody hears it.
		if (reading === 'gone') throw busy();
		if (typeof reading === 'string') throw refuse(reading);
		if (reading.length === 0) throw refuse('empty');
		return reading;
	} finally {
		endTurn();
	}
}

async function readInThread(
	file: SheetFile,
	timeLimitMs: number,
	gone: AbortSignal | undefined,
): Promise<SheetRow[] | SheetProblem | 'gone'> {
	if (gone?.aborted) return 'gone';
	const thread = new Worker(THREAD, { workerData: file, resourceLimits: MEMORY, env: {} });
	let clock: NodeJS.Timeout | undefined;
	let leave: (() => void) | undefined;
	try {
		return await new Promise((resolve, reject) => {
			leave = () => resolve('gone');
			clock = setTimeout(() => resolve('too_slow'), timeLimitMs);
			gone?.addEventListener('abort', leave, { once: true });
			thread.once('message', resolve);
			thread.once('error', (error: NodeJS.ErrnoException) =>
				error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve('too_large') : reject(error),
			);
			thread.once('exit', (code) => reject(new Error(`the sheets' thread ended without an answer (${code})`)));
		});
	} finally {
		clearTimeout(clock);
		if (leave) gone?.removeEventListener('abort', leave);
		await thread.terminate();
	}
}
