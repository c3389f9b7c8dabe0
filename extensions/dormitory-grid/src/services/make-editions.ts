import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { isSettled } from '../domain/absence.ts';
import { clockTime } from '../domain/calendar.ts';
import { type EditionDraft, draftEditions, editionChanges, emptiedEditions, tellingPart } from '../domain/edition.ts';
import { findEditionGaps, findEditionLines, findLanguages, findLastEditions } from '../database/find-edition-lines.ts';
import type { PendingNight } from '../database/find-due-nights.ts';
import { findWorkingGroup } from '../database/on-duty.ts';
import { insertRows } from '../database/insert-rows.ts';
import { say } from '../lang/say.ts';
import type { EditionContent, EditionGap, EditionStudent } from '../types/api-editions.ts';
import { failpoint } from './failpoint.ts';
import { type Message, notify } from './notify.ts';

interface Edition extends EditionDraft {
	/** What he was told last; `null`: nothing yet. */
	before: EditionContent | null;
	number: number;
	hash: string;
	names: number;
	gaps: number;
}

/**
 * Makes a new edition for each counsellor (of students without one: each of the working group) whose list has changed
 * since his last one (at the close: his first), and the
 * notification that carries it, exactly once: the edition, the outbox row and the notification are written together.
 * @param quiet makes the editions without telling: nights caught up on behind a newer one (X11)
 */
export async function makeEditions(
	trx: Knex,
	night: PendingNight,
	now: Date,
	{ lateBySeconds, quiet }: { lateBySeconds: number; quiet: boolean },
): Promise<number> {
	const lines = await findEditionLines(trx, night.id);
	const gaps = await findEditionGaps(trx, night.id);
	const unowned = [...lines, ...gaps].some(({ counsellor }) => counsellor === null);
	const drafts = draftEditions(lines, gaps, unowned ? await findWorkingGroup(trx, night.college) : []);
	const told = await findLastEditions(trx, night.id);
	const last = new Map(told.map((edition) => [edition.counsellor, edition]));
	// Who had names and has none any more is told that, too.
	const emptied = emptiedEditions(told, drafts, lines, gaps).map(({ counsellor, department }) => ({
		counsellor,
		department,
		content: { students: [], gaps: [] },
	}));

	const editions = [...drafts, ...emptied]
		.map((draft): Edition => {
			const hash = createHash('sha256').update(JSON.stringify(draft.content)).digest('hex');
			const { students, gaps } = draft.content;
			return {
				...draft,
				before: last.get(draft.counsellor)?.content ?? null,
				hash,
				number: (last.get(draft.counsellor)?.number ?? 0) + 1,
				names: students.length,
				gaps: gaps.length,
			};
		})
		.filter(({ before, content }) => before === null || tellingPart(content) !== tellingPart(before));

	const rows = editions.map(({ before: _, ...edition }) => ({
		night: night.id,
		college: night.college,
		made_at: now,
		late_by: lateBySeconds,
		...edition,
	}));
	const columns = {
		night: 'integer',
		college: 'integer',
		counsellor: 'uuid',
		department: 'integer',
		number: 'integer',
		made_at: 'timestamptz',
		late_by: 'integer',
		names: 'integer',
		gaps: 'integer',
		content: 'json',
		hash: 'text',
	} as const;
	await insertRows(trx, COLLECTIONS.nightEditions, columns, rows, 'counsellor');
	await failpoint('close.after-editions');
	if (!quiet) await tell(trx, night, editions, now);
	await failpoint('close.after-outbox');
	return editions.length;
}

async function tell(trx: Knex, night: PendingNight, editions: Edition[], now: Date): Promise<void> {
	const languages = await findLanguages(
		trx,
		editions.map((edition) => edition.counsellor),
	);
	const messages = editions.map((edition): Message => {
		const language = chooseLanguage(languages.get(edition.counsellor));
		return {
			key: `edition:${night.id}:${edition.counsellor}:${edition.number}`,
			college: night.college,
			night: night.id,
			kind: 'edition',
			recipient: edition.counsellor,
			subject: subjectOf(language, night, edition),
			message: messageOf(language, night, edition),
			mail: true,
		};
	});
	await notify(trx, { now, messages });
}

function subjectOf(language: Language, night: PendingNight, { names, gaps, number }: Edition): string {
	const key = night.kind === 'rehearsal' ? 'edition.subject.rehearsal' : 'edition.subject';
	return say(language, key, { date: night.date, names, gaps, number });
}

/** The first edition names everybody; each later one says what has changed since. */
function messageOf(language: Language, night: PendingNight, { content, before }: Edition): string {
	const lines = before === null ? wholeList(language, night, content) : changedLines(language, night, before, content);
	return lines.length > 0 ? lines.map((line) => `- ${line}`).join('\n') : say(language, 'edition.none');
}

function wholeList(language: Language, night: PendingNight, { students, gaps }: EditionContent): string[] {
	return [
		...students.map((student) => studentLine(language, night, student)),
		...gaps.map((gap) => gapLine(language, gap)),
	];
}

function changedLines(
	language: Language,
	night: PendingNight,
	before: EditionContent,
	after: EditionContent,
): string[] {
	const changes = editionChanges(before, after);
	const lines = [
		...changes.came.map((student) => say(language, 'edition.came', { line: studentLine(language, night, student) })),
		...changes.back.map((student) => say(language, 'edition.back', valuesOf(language, night, student))),
		...changes.handed_over.map((student) => say(language, 'edition.handed_over', valuesOf(language, night, student))),
		...changes.corrected.map((correction) =>
			correction.after === null
				? say(language, 'edition.corrected.gone', valuesOf(language, night, correction.before))
				: say(language, 'edition.corrected', { line: studentLine(language, night, correction.after) }),
		),
		...changes.gaps_closed.map(({ code }) => say(language, 'edition.gap_closed', { code })),
		...changes.gaps_opened.map((gap) => say(language, 'edition.gap_opened', { line: gapLine(language, gap) })),
	];
	// When nothing is left, that is said, too.
	return after.gaps.length + after.students.length === 0 ? [...lines, say(language, 'edition.none')] : lines;
}

function valuesOf(
	language: Language,
	night: PendingNight,
	student: EditionStudent,
): Record<string, string | number | null> {
	return {
		name: student.name,
		number: student.number,
		kind: say(language, `kind.${student.kind}`),
		room: student.room,
		time: student.back_at === null ? null : clockTime(new Date(student.back_at), night.timeZone),
		to: student.handed_to,
	};
}

function studentLine(language: Language, night: PendingNight, student: EditionStudent): string {
	const settled = isSettled(student.state) ? student.state : null;
	const line = say(
		language,
		settled === null ? 'edition.line' : `edition.line.${settled}`,
		valuesOf(language, night, student),
	);
	return student.in_trust ? say(language, 'edition.in_trust', { line }) : line;
}

function gapLine(language: Language, gap: EditionGap): string {
	return say(language, 'edition.gap', {
		code: gap.code,
		students: gap.students,
		person: gap.responsible_name ?? '—',
		phone: gap.responsible_phone,
	});
}
