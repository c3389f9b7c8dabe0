import type { Counts, TonightRoom, TonightSubmission } from '../../../types/api.ts';
import { type Mark, rollOf, type Ticks, viewUnit } from './roll.ts';

/** What was sent, ready to be shown: the server's copy where it has arrived, else this phone's own. */
export interface SentReport {
	receivedAt: string | null;
	late: boolean;
	counts: Counts;
	away: { student: number; room: string; name: string; mark: Exclude<Mark, 'in'>; time: string; reason: string }[];
	/** Who sent it, when it was not this page. */
	reporter: string | null;
	onBehalf: boolean;
	standIn: boolean;
	corrections: number;
	reason: string;
	note: string;
}

export interface Receipt {
	id: string | null;
	receivedAt: string | null;
}

export function describeSent(
	rooms: readonly TonightRoom[],
	submission: TonightSubmission | null,
	receipt: Receipt | null,
	sentTicks: Ticks | null,
	timeZone: string,
): SentReport | null {
	if (submission && (receipt === null || isAsNew(submission, receipt))) {
		return {
			...listAway(rooms, rollOf(rooms, submission, timeZone)),
			receivedAt: submission.received_at,
			late: submission.state === 'late',
			reporter: submission.reporter,
			onBehalf: submission.on_behalf,
			standIn: submission.stand_in,
			corrections: submission.number - 1,
			reason: submission.reason ?? '',
			note: submission.note ?? '',
		};
	}
	if (receipt === null || sentTicks === null) return null;
	const unknown = { late: false, reporter: null, onBehalf: false, standIn: false };
	const words = { corrections: 0, reason: '', note: '' };
	return { ...listAway(rooms, sentTicks), receivedAt: receipt.receivedAt, ...unknown, ...words };
}

function isAsNew(submission: TonightSubmission, receipt: Receipt): boolean {
	if (submission.id === receipt.id) return true;
	return receipt.receivedAt !== null && Date.parse(submission.received_at) >= Date.parse(receipt.receivedAt);
}

function listAway(rooms: readonly TonightRoom[], ticks: Ticks): Pick<SentReport, 'counts' | 'away'> {
	const away = rooms.flatMap((room) =>
		room.residents.flatMap(({ student, name }) => {
			const tick = ticks[student];
			if (!tick || tick.mark === 'in') return [];
			return [{ student, room: room.number, name, mark: tick.mark, time: tick.time, reason: tick.reason }];
		}),
	);
	return { counts: viewUnit(rooms, ticks).counts, away };
}
