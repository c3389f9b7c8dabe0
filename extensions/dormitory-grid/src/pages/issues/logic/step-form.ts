import type { ActorStep, StepKind } from '../../../constants/issues.ts';
import { STEP_TABLE } from '../../../domain/issue.ts';
import { isRecord } from '../../shared/request.ts';
import { eveningOf } from './days.ts';

/** What is filled in for one step; a date is a calendar date at the college. */
export interface StepWords {
	note: string;
	date: string;
	/** 'office:7', 'level:2'; empty: nothing chosen. */
	to: string;
	into: string;
	solved: boolean | null;
	rating: number | null;
	tell: boolean;
	tellNote: string;
	photos: string[];
}

export const EMPTY: StepWords = {
	note: '',
	date: '',
	to: '',
	into: '',
	solved: null,
	rating: null,
	tell: false,
	tellNote: '',
	photos: [],
};

/** @returns the words that were kept, or none, whatever an older version may have left there */
export function readWords(value: unknown): StepWords {
	if (!isRecord(value)) return { ...EMPTY };
	const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
	const { photos, rating, solved } = value;
	return {
		note: text('note'),
		date: text('date'),
		to: text('to'),
		into: text('into'),
		solved: typeof solved === 'boolean' ? solved : null,
		rating: typeof rating === 'number' ? rating : null,
		tell: value['tell'] === true,
		tellNote: text('tellNote'),
		photos: Array.isArray(photos) ? photos.filter((id) => typeof id === 'string') : [],
	};
}

export type Missing = 'note' | 'until' | 'to' | 'into' | 'solved';

/** What a step needs and has not got; the server judges by the same table. */
export function findMissing(kind: ActorStep, words: StepWords, today: string): Missing[] {
	return STEP_TABLE[kind].needs.filter((need) => {
		switch (need) {
			case 'note':
				return words.note.trim() === '';
			case 'until':
				return words.date <= today;
			case 'to':
				return words.to === '';
			case 'into':
				return !/^[1-9]\d*$/.test(words.into.trim());
			case 'solved':
				return words.solved === null;
		}
	});
}

/** The row of issue_steps, without its key. */
export function stepBody(
	kind: ActorStep,
	words: StepWords,
	{ issue, seen, timeZone }: { issue: number; seen: number | null; timeZone: string },
): Readonly<Record<string, unknown>> {
	const { needs } = STEP_TABLE[kind];
	const [where, id] = words.to.split(':');
	const note = words.note.trim();
	return {
		kind,
		issue,
		...(seen === null ? {} : { seen }),
		...(note ? { note } : {}),
		...(needs.includes('until') ? { until: eveningOf(words.date, timeZone) } : {}),
		...(where === 'office' ? { to_office: Number(id) } : where === 'level' ? { to_level: Number(id) } : {}),
		...(needs.includes('into') ? { into: Number(words.into) } : {}),
		...(needs.includes('solved') ? { solved: words.solved } : {}),
		...(kind === 'answer' && words.rating !== null ? { rating: words.rating } : {}),
		...(words.photos.length > 0 ? { photos: words.photos } : {}),
	};
}

/** Steps that can show something. */
const SHOWN: readonly StepKind[] = [
	'note',
	'protect',
	'escalate',
	'dispatch',
	'return',
	'settle',
	'explain',
	'verify',
	'reject',
	'answer',
	'reopen',
];

export function takesPhotos(kind: ActorStep): boolean {
	return SHOWN.includes(kind);
}

/** Days from today that are offered for a date. */
export const PRESETS: Readonly<Partial<Record<ActorStep, readonly number[]>>> = {
	protect: [1, 3, 7],
	postpone: [1, 3, 7, 14],
	explain: [7, 30, 90],
};
