import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLLECTIONS } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import type { SubmissionInput } from '../../../extensions/dormitory-grid/src/types/api.ts';
import type { NightSubmissionRow } from '../../../extensions/dormitory-grid/src/types/schema.ts';
import { whenFileEnds } from '../clean-up.ts';
import { type Answer, createClient } from '../client.ts';
import type { Person } from '../fixtures/person.ts';
import { type HistoryLine, readHistory, writeHistory } from './history.ts';

export interface Recorder {
	/** Sends once, and writes down what was asked and what came back. */
	submit: (server: { url: string }, person: Person, input: SubmissionInput) => Promise<HistoryLine>;
	/** Sends the same again until there is an answer, as a phone does that was cut off. The address may change: servers come and go. */
	submitUntilAnswered: (
		server: () => { url: string } | null,
		person: Person,
		input: SubmissionInput,
	) => Promise<HistoryLine>;
	history: () => HistoryLine[];
}

/** A server that says nothing for so long has cut the answer. */
const PATIENCE_MS = 20_000;
const RETRY_MS = 300;
const LIMIT_MS = 120_000;

/** Clients that remember: a file of their own holds every attempt, also of one whose answer never came (RELIABILITY.md 5.3). */
export function openRecorder(): Recorder {
	const folder = mkdtempSync(join(tmpdir(), 'grid-history-'));
	const file = join(folder, 'history.jsonl');
	whenFileEnds(async () => rmSync(folder, { recursive: true, force: true }));

	async function submit(server: { url: string }, person: Person, input: SubmissionInput): Promise<HistoryLine> {
		const sentAt = Date.now();
		const asked = { person: person.id, key: input.client_key, night: input.night, grid: input.grid, sentAt };
		writeHistory(file, { type: 'invoke', at: sentAt, ...asked });
		const line = { ...asked, ...(await ask(server, person, input)), at: Date.now() };
		writeHistory(file, line);
		return line;
	}

	return {
		submit,
		async submitUntilAnswered(server, person, input) {
			for (const until = Date.now() + LIMIT_MS; Date.now() < until; await sleep(RETRY_MS)) {
				const address = server();
				const line = address === null ? null : await submit(address, person, input);
				if (line !== null && line.type !== 'info') return line;
			}
			throw new Error(`nobody answered ${input.client_key} within ${LIMIT_MS} ms`);
		},
		history: () => readHistory(file),
	};
}

async function ask(
	server: { url: string },
	person: Person,
	input: SubmissionInput,
): Promise<Pick<HistoryLine, 'type'> & Partial<HistoryLine>> {
	const client = createClient(server, person.token);
	const silence = sleep(PATIENCE_MS).then((): null => null);
	const answer = await Promise.race([
		client.post<NightSubmissionRow>(`/items/${COLLECTIONS.nightSubmissions}`, input).catch((): null => null),
		silence,
	]);
	if (answer === null) return { type: 'info' };
	return { ...judge(answer), status: answer.status, code: answer.code };
}

function judge(answer: Answer<NightSubmissionRow>): Pick<HistoryLine, 'type'> & Partial<HistoryLine> {
	if (answer.status < 300) return { type: 'ok', id: answer.data.id };
	const first = answer.errors[0]?.extensions;
	if (first?.code === 'GRID_ALREADY_RECEIVED') return { type: 'ok', id: String(first['id']), again: true };
	// Refused by a rule: nothing may have happened. Anything else says nothing about what happened.
	return { type: answer.status < 500 && answer.status !== 429 ? 'fail' : 'info' };
}

async function sleep(ms: number): Promise<void> {
	await new Promise((wake) => setTimeout(wake, ms).unref());
}
