import type { TonightRoom } from '../../../types/api.ts';
import { clockText } from '../../../domain/clock-text.ts';
import type { TonightSay } from '../texts.ts';
import { type Explained, explainCommon } from '../../shared/explain-error.ts';
import { type ApiError, isRecord } from '../../shared/request.ts';

/** An error in the reader's words, beside the place where it can be mended. */
export interface Explanation extends Explained {
	/** Rooms to look at again. */
	rooms: number[];
	/** The reason field is what is missing. */
	wantsReason: boolean;
	/** Sending the same again can help. */
	again: boolean;
}

export interface ExplainContext {
	say: TonightSay;
	timeZone: string;
	rooms: readonly TonightRoom[];
}

/** Sending the same again does not help. */
const KNOWN: readonly string[] = ['GRID_INVALID_INPUT', 'GRID_FORBIDDEN', 'FORBIDDEN'];

/** Explains by code and details, in the page's language; the server's own message, in the account's, is the last resort. */
export function explainError(error: ApiError, { say, timeZone, rooms }: ExplainContext): Explanation {
	const { code, details } = error;
	const told = (title: string, more: Partial<Explanation> = {}): Explanation => ({
		title,
		lines: [],
		rooms: [],
		wantsReason: false,
		again: false,
		...more,
	});
	const clock = (name: string) => (typeof details[name] === 'string' ? clockText(details[name], timeZone) : '');
	const list = (name: string) =>
		Array.isArray(details[name]) ? details[name].filter((item) => isRecord(item) || typeof item === 'number') : [];

	switch (code) {
		case 'GRID_UNBALANCED': {
			const open = list('rooms').filter(isRecord);
			const lines = open.map((room) =>
				say('error.unbalanced.room', {
					room: textOf(room['number']),
					residents: numberOf(room['residents']),
					reported: ['present', 'late_return', 'not_returned', 'on_leave'].reduce(
						(sum, name) => sum + numberOf(room[name]),
						0,
					),
				}),
			);
			return told(say('error.unbalanced'), { lines, rooms: open.map((room) => numberOf(room['room'])) });
		}
		case 'GRID_STUDENT_NOT_HERE': {
			const names = new Map(
				rooms.flatMap((room) =>
					room.residents.map(({ student, name }) => [student, `${room.number} ${name}`] as const),
				),
			);
			const lines = list('students').map((student) =>
				typeof student === 'number' ? (names.get(student) ?? `#${student}`) : '',
			);
			return told(say('error.not_here'), { lines });
		}
		case 'GRID_GAPS_UNSEEN':
			return told(say('error.gaps'), {
				lines: list('grids').flatMap((grid) => (isRecord(grid) ? [textOf(grid['code'])] : [])),
			});
		case 'GRID_REASON_REQUIRED':
			return told(say(details['why'] === 'late' ? 'error.reason.late' : 'error.reason.again'), { wantsReason: true });
		case 'GRID_NIGHT_NOT_OPEN':
			return told(say('error.not_open', { time: clock('opens_at') }));
		case 'GRID_NIGHT_CLOSED':
			return told(say('error.locked', { time: clock('locks_at') }));
		case 'GRID_NOT_EXPECTED':
			return told(say('error.not_expected'));
		case 'GRID_NOT_ABSENT':
			return told(say('error.not_absent'));
		case 'GRID_NOTHING_TO_HAND_BACK':
			return told(say('error.nothing_to_hand_back'));
		default: {
			const { title, lines } = explainCommon(error, say);
			return told(title, { lines, again: !KNOWN.includes(code) });
		}
	}
}

function numberOf(value: unknown): number {
	return typeof value === 'number' ? value : 0;
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
