import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * What one client asked and was answered, a line a step, written before and after each request (RELIABILITY.md 5.3): `ok`
 * is acknowledged, `fail` is refused and must have left nothing, `info` is no answer: either may be true.
 */
export interface HistoryLine {
	type: 'invoke' | 'ok' | 'fail' | 'info';
	/** The client's clock, milliseconds: of the answer, or of the sending. */
	at: number;
	/** When this attempt was sent. */
	sentAt: number;
	/** The user's id. */
	person: string;
	/** The submission's client key. */
	key: string;
	night: number;
	grid: number;
	status?: number;
	code?: string | null;
	/** The submission that was acknowledged. */
	id?: string;
	/** Acknowledged as received before (GRID_ALREADY_RECEIVED). */
	again?: boolean;
}

/** On disk at once: a client that is killed has told what it knew. */
export function writeHistory(file: string, line: HistoryLine): void {
	appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export function readHistory(file: string): HistoryLine[] {
	if (!existsSync(file)) return [];
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line): HistoryLine => JSON.parse(line));
}
