import type { Knex } from 'knex';
import { findStepLines } from '../../database/issue-detail.ts';
import { findHolderNames } from '../../database/issue-people.ts';
import { insertSteps, stepColumns } from '../../database/issue-steps.ts';
import type { KnownIssue } from '../../database/issue-rows.ts';
import { findIssues, holdIssue } from '../../database/issues.ts';
import { countAnswers, findByReceipt, holdContact } from '../../database/public.ts';
import { type Holder, holderKey } from '../../domain/issue-holder.ts';
import { lineOf } from '../../domain/issue-line.ts';
import { isTold, speechOf } from '../../domain/issue-speech.ts';
import { BY_RECEIPT, decideStep, openSteps } from '../../domain/issue-step.ts';
import type { Wish } from '../../domain/issue.ts';
import { readCode, RECEIPT_LENGTH } from '../../domain/public-code.ts';
import { GridIssueStepError, GridTooManyError } from '../../errors/index.ts';
import type { PublicHolder, PublicStep, ReceiptAnswer } from '../../types/api-public.ts';
import { afterOf } from '../issues/open-issue.ts';
import { loadContext } from '../issues/record-step.ts';
import { takeStep } from '../issues/take-step.ts';
import { parseInput } from '../parse-input.ts';
import { refusal } from '../refuse.ts';
import { newStepKeys, strangerOf, unknownCode, type Visitor } from './door.ts';
import { publicAnswer } from './input.ts';
import { hashReceipt } from './secrets.ts';

/** Whoever answers more often has nothing new to say. */
const MOST_ANSWERS = 20;

/** What has become of a report, to whoever holds its receipt: nothing internal, and nobody's name. */
export async function showReceipt(db: Knex, visitor: Visitor, receipt: unknown): Promise<ReceiptAnswer> {
	const id = await findReceipt(db, visitor, receipt);
	const [own] = await findIssues(db, [id]);
	if (!own) throw unknownCode(visitor);
	const main = await findMain(db, own);
	// What was merged goes on as the other; the steps from then on are the other's.
	const known = main ?? own;
	const steps = toldSteps(await findStepLines(db, own.id));
	const merged = steps.find(({ kind }) => kind === 'merge');
	const later = main && merged ? toldSteps(await findStepLines(db, main.id)).filter(({ at }) => at > merged.at) : [];
	const names = await findHolderNames(db, [known.issue.holder]);
	const { next, dueAt } = lineOf(known.issue);
	return {
		now: visitor.now.toISOString(),
		time_zone: own.timeZone,
		place: own.placeName,
		category: own.category,
		state: known.issue.state,
		since: own.reportedAt.toISOString(),
		holder: showHolder(known.issue.holder, names),
		next,
		due_at: dueAt?.toISOString() ?? null,
		followers: known.followers,
		merged: main !== undefined,
		may_answer: openSteps(own.issue, BY_RECEIPT, null, { now: visitor.now, reopenDays: own.reopenDays }).includes(
			'answer',
		),
		// Another's answer is another's.
		steps: [...steps, ...later.filter(({ kind }) => !['report', 'answer'].includes(kind))],
	};
}

/** What it goes on as at last; `undefined`: as itself. A duplicate goes into an older one, so there is an end to it. */
async function findMain(db: Knex, own: KnownIssue): Promise<KnownIssue | undefined> {
	let main: KnownIssue | undefined;
	for (let into = own.issue.mergedInto; into !== null; into = main.issue.mergedInto) {
		[main] = await findIssues(db, [into]);
		if (main === undefined) break;
	}
	return main;
}

async function findReceipt(db: Knex, visitor: Visitor, receipt: unknown): Promise<number> {
	const read = readCode(receipt, RECEIPT_LENGTH);
	const issue = read === null ? null : await findByReceipt(db, hashReceipt(read));
	if (issue === null) throw unknownCode(visitor);
	return issue;
}

function toldSteps(lines: Awaited<ReturnType<typeof findStepLines>>): PublicStep[] {
	const told: PublicStep[] = [];
	let postponed: Date | null = null;
	for (const { step, note, rating } of lines) {
		if (step.kind === 'postpone') postponed = step.until;
		const { kind } = step;
		const speech = speechOf(step);
		if (speech === 'hidden' || !isTold(kind)) continue;
		const until = kind === 'grant' ? postponed : kind === 'explain' ? step.until : null;
		told.push({
			kind,
			at: step.at.toISOString(),
			note: speech === 'words' ? note : null,
			until: until?.toISOString() ?? null,
			solved: kind === 'answer' ? step.solved : null,
			rating: kind === 'answer' ? rating : null,
		});
	}
	return told;
}

function showHolder(holder: Holder, names: ReadonlyMap<string, string>): PublicHolder {
	switch (holder.kind) {
		case 'office':
			return { kind: 'office', office: names.get(holderKey(holder)) ?? null };
		case 'group':
			return { kind: 'group', office: null };
		case 'grid':
			return { kind: ({ 1: 'building', 2: 'floor', 3: 'unit' } as const)[holder.level], office: null };
	}
}

/** Solved or not, as whoever raised it sees it: the reporter's step `answer`, taken by receipt. */
export async function answerReceipt(db: Knex, visitor: Visitor, body: unknown): Promise<ReceiptAnswer> {
	const { language, now } = visitor;
	const input = parseInput(publicAnswer, body, language);
	const id = await findReceipt(db, visitor, input.receipt);
	await db.transaction(async (trx) => {
		await holdContact(trx, id);
		const known = await holdIssue(trx, id);
		if (known === null) throw unknownCode(visitor);
		if ((await countAnswers(trx, id)) >= MOST_ANSWERS)
			throw refusal(GridTooManyError, language, 'errors.GRID_TOO_MANY.answers', { count: MOST_ANSWERS });
		await answer(trx, visitor, known, input);
	});
	return await showReceipt(db, { ...visitor, now }, input.receipt);
}

async function answer(
	trx: Knex,
	visitor: Visitor,
	known: KnownIssue,
	{ solved, rating, note }: { solved: boolean; rating?: number | null | undefined; note: string | null },
): Promise<void> {
	const { language, now } = visitor;
	const wish: Wish = {
		kind: 'answer',
		seen: null,
		note,
		until: null,
		toLevel: null,
		toOffice: null,
		into: null,
		solved,
	};
	const stranger = strangerOf(visitor);
	const context = await loadContext(trx, known, wish, now);
	const decision = decideStep(known.issue, wish, stranger, context, BY_RECEIPT);
	if (decision.kind === 'over')
		throw refusal(GridIssueStepError, language, 'errors.GRID_ISSUE_STEP.over', { days: decision.days });
	if (decision.kind !== 'step') throw refusal(GridIssueStepError, language, 'errors.GRID_ISSUE_STEP.answer');
	const { step } = decision;
	const issue = await takeStep(trx, known, step, { note, byName: '' }, now);
	const row = { ...newStepKeys(), issue: known.id, note, rating: rating ?? null };
	await insertSteps(trx, [{ ...row, ...stepColumns(step, afterOf({ issue })) }]);
}
