import type { CheckResultInput, CheckRoom, ChecksAnswer } from '../../../types/api-sheet.ts';
import { isRecord } from '../../shared/request.ts';

/** Our own endpoint's answer, not a captive portal's page. */
export function isChecks(body: unknown): body is ChecksAnswer {
	return isRecord(body) && Array.isArray(body['rooms']) && typeof body['time_zone'] === 'string';
}

/** `until`: the earliest end among the rooms that are still to be looked at; `null` when there are none. */
export function summarizeChecks(rooms: readonly CheckRoom[]): { due: number; until: string | null; done: boolean } {
	const due = rooms.filter(({ state, result }) => state === 'due' && result === null);
	const [until = null] = due.map((room) => room.until).toSorted();
	return { due: due.length, until, done: rooms.every(({ result }) => result !== null) };
}

/** What a checker sends of a room; ids of who does not live there are left out. */
export function buildResult(
	room: CheckRoom,
	absent: ReadonlySet<number>,
	{ key, note }: { key: string; note: string },
): CheckResultInput {
	const ids = room.residents.map(({ student }) => student).filter((student) => absent.has(student));
	return { client_key: key, night_check: room.check, absent: ids, note: note.trim() || null };
}
