import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { type EditionDraft, draftEditions } from '../domain/edition.ts';
import { findEditionGaps, findEditionLines, findLanguages, findLastEditions } from '../database/find-edition-lines.ts';
import type { PendingNight } from '../database/find-due-nights.ts';
import { insertRows } from '../database/insert-rows.ts';
import { say } from '../lang/say.ts';
import { failpoint } from './failpoint.ts';
import { type Message, notify } from './notify.ts';

interface Edition extends EditionDraft {
	number: number;
	hash: string;
	names: number;
	gaps: number;
}

/**
 * Makes a new edition for each counsellor whose list has changed since his last one (at the close: his first), and the
 * notification that carries it, exactly once: the edition, the outbox row and the notification are written together.
 * @param quiet makes the editions without telling: nights caught up on behind a newer one (X11)
 */
export async function makeEditions(
	trx: Knex,
	night: PendingNight,
	now: Date,
	{ lateBySeconds, quiet }: { lateBySeconds: number; quiet: boolean },
): Promise<number> {
	const drafts = draftEditions(await findEditionLines(trx, night.id), await findEditionGaps(trx, night.id));
	const last = new Map((await findLastEditions(trx, night.id)).map((edition) => [edition.counsellor, edition]));
	const drafted = new Set(drafts.map((draft) => draft.counsellor));
	// Who had names and has none any more is told that, too.
	const emptied = [...last.values()]
		.filter((edition) => !drafted.has(edition.counsellor))
		.map(({ counsellor, department }) => ({ counsellor, department, content: { students: [], gaps: [] } }));

	const editions = [...drafts, ...emptied]
		.map((draft): Edition => {
			const hash = createHash('sha256').update(JSON.stringify(draft.content)).digest('hex');
			const { students, gaps } = draft.content;
			return {
				...draft,
				hash,
				number: (last.get(draft.counsellor)?.number ?? 0) + 1,
				names: students.length,
				gaps: gaps.length,
			};
		})
		.filter((edition) => edition.hash !== last.get(edition.counsellor)?.hash);

	const rows = editions.map((edition) => ({
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
			message: messageOf(language, edition),
			mail: true,
		};
	});
	await notify(trx, { now, messages });
}

function subjectOf(language: Language, night: PendingNight, { names, gaps, number }: Edition): string {
	const key = night.kind === 'rehearsal' ? 'edition.subject.rehearsal' : 'edition.subject';
	return say(language, key, { date: night.date, names, gaps, number });
}

function messageOf(language: Language, { content }: Edition): string {
	const lines = [
		...content.students.map((student) =>
			say(language, 'edition.line', {
				name: student.name,
				number: student.number,
				kind: say(language, `kind.${student.kind}`),
				room: student.room,
			}),
		),
		...content.gaps.map((gap) =>
			say(language, 'edition.gap', {
				code: gap.code,
				students: gap.students,
				person: gap.responsible_name ?? '—',
				phone: gap.responsible_phone,
			}),
		),
	];
	return lines.length > 0 ? lines.map((line) => `- ${line}`).join('\n') : say(language, 'edition.none');
}
