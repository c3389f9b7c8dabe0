import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { loadIssueClocks } from '../../database/issue-clocks.ts';
import { addFollower, findOffices, moveFollowers } from '../../database/issue-people.ts';
import { type EarlierSteps, findEarlierSteps, stepColumns } from '../../database/issue-steps.ts';
import type { KnownIssue } from '../../database/issue-rows.ts';
import { countRaisedSince, findIssues, holdIssue } from '../../database/issues.ts';
import { holdPerson } from '../../database/staff.ts';
import { positionOf } from '../../domain/issue-holder.ts';
import { mayMergeInto } from '../../domain/issue-merge.ts';
import { decideStep } from '../../domain/issue-step.ts';
import { MOVING, type Step, type StepContext, type Wish } from '../../domain/issue.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError, GridTooManyError } from '../../errors/index.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { COLLECTIONS } from '../../constants/collections.ts';
import { issueStepInput, type ParsedIssueStep } from '../inputs/issue.ts';
import { parseInput, wrongField } from '../parse-input.ts';
import { alreadyReceived, refusal } from '../refuse.ts';
import { afterOf, ownCases, raise, reportColumns } from './open-issue.ts';
import { refuseStep } from './refuse-step.ts';
import { clocksFrom, loadIsStaffed } from './step-context.ts';
import { takeStep } from './take-step.ts';

const HOUR_MS = 3_600_000;
/** How many issues one person may raise an hour; what he finds on a walk or alarms about has limits of its own. */
const MAX_AN_HOUR = 60;
/** And how many steps he may take: each tells somebody, and a desk that works without a pause takes a few a minute. */
export const MAX_STEPS_AN_HOUR = 300;

/**
 * The one door of an issue (DESIGN.md 6): a step, or the report that opens it, is a created row. Who may, what follows and
 * whom it tells is decided in this transaction; the issue is held meanwhile, so that of two at once the second sees what
 * the first has done.
 * @param held the issue, where the entry holds it already, together with the person
 * @returns the row to insert
 */
export async function recordIssueStep(
	trx: Knex,
	actor: Actor,
	payload: object,
	now: Date,
	held?: KnownIssue | null,
): Promise<object> {
	const input = parseInput(issueStepInput, payload, actor.language);
	const { user } = actor;
	if (user === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const known = { ...actor, user };
	const row = input.kind === 'report' ? await report(trx, known, input, now) : await act(trx, known, input, now, held);
	return { id: randomUUID(), client_key: input.client_key, ...row };
}

type Person = Actor & { user: string };
type ReportInput = Extract<ParsedIssueStep, { kind: 'report' }>;
type StepInput = Exclude<ParsedIssueStep, { kind: 'report' }>;

/** The report that opens an issue. */
async function report(trx: Knex, actor: Person, input: ReportInput, now: Date): Promise<object> {
	// The same report twice at the same moment: the second waits here, and finds the first.
	await holdPerson(trx, actor.user);
	await refuseRepetition(trx, actor, await earlierSteps(trx, actor, input, now), input, null);
	await refuseFlood(trx, actor, actor.user, now);
	const { title, note, issue_kind, category, severity, grid, room, about, until } = input;
	const said = {
		title,
		description: note ?? null,
		kind: issue_kind ?? 'issue',
		category,
		severity: severity ?? 'normal',
		origin: 'staff' as const,
		source: null,
		grid,
		room: room ?? null,
		// Only a complaint is about somebody.
		about: issue_kind === 'complaint' ? (about ?? null) : null,
		protectUntil: until ?? null,
		photos: input.photos ?? [],
	};
	const opened = await raise(trx, actor, said, now);
	const after = stepColumns(opened.step, afterOf(opened));
	return { issue: opened.id, ...reportColumns(said), by_as: null, ...after };
}

/** A step on an issue that there is. */
async function act(
	trx: Knex,
	actor: Person,
	input: StepInput,
	now: Date,
	held: KnownIssue | null | undefined,
): Promise<object> {
	const known = held === undefined ? await holdIssue(trx, input.issue) : held;
	const earlier = await earlierSteps(trx, actor, input, now);
	// Whatever is said of the sender's own steps is said alike of an issue that is there and of one that is not.
	await refuseRepetition(trx, actor, earlier, input, input.issue);
	refuseHaste(actor, earlier);
	if (known === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const wish = wishOf(input);
	const decision = decideStep(known.issue, wish, actor, await loadContext(trx, known, wish, now));
	if (decision.kind !== 'step') throw await refuseStep(trx, actor, known, decision, now);
	const { step } = decision;
	if (step.kind === 'merge') await mergeInto(trx, actor, known, step);
	const issue = await takeStep(trx, known, step, { note: wish.note, byName: actor.name }, now);
	const photos = input.photos ?? [];
	await linkPhotos(trx, actor, photos, { collection: COLLECTIONS.issues, item: known.id }, now);
	const { college } = issue.place;
	if (step.kind === 'follow') await addFollower(trx, { issue: known.id, person: actor.user, college, since: now });
	return {
		issue: known.id,
		note: wish.note,
		photos: photos.length > 0 ? photos : null,
		rating: step.kind === 'answer' ? (input.rating ?? null) : null,
		by_as: positionOf(actor, known.issue),
		...stepColumns(step, afterOf({ issue })),
	};
}

function wishOf({ kind, seen, note, until, to_level, to_office, into, solved }: StepInput): Wish {
	return {
		kind,
		seen: seen ?? null,
		note: note ?? null,
		until: until ?? null,
		toLevel: to_level ?? null,
		toOffice: to_office ?? null,
		into: into ?? null,
		solved: solved ?? null,
	};
}

async function earlierSteps(trx: Knex, { user }: Person, input: ParsedIssueStep, now: Date): Promise<EarlierSteps> {
	return await findEarlierSteps(trx, { by: user, client_key: input.client_key }, new Date(now.getTime() - HOUR_MS));
}

async function refuseRepetition(
	trx: Knex,
	actor: Actor,
	{ same: earlier }: EarlierSteps,
	{ kind }: ParsedIssueStep,
	issue: number | null,
): Promise<void> {
	if (earlier === null) return;
	if (earlier.kind !== kind || (issue !== null && earlier.issue !== issue))
		throw wrongField(actor.language, 'client_key');
	const [known] = earlier.issue === null ? [] : await findIssues(trx, [earlier.issue]);
	throw alreadyReceived(actor.language, {
		id: earlier.id,
		issue: earlier.issue,
		at: earlier.at,
		timeZone: known?.timeZone ?? 'UTC',
	});
}

async function refuseFlood(trx: Knex, actor: Actor, user: string, now: Date): Promise<void> {
	const hourAgo = new Date(now.getTime() - HOUR_MS);
	if ((await countRaisedSince(trx, { reporter: user, origin: 'staff' }, hourAgo)) >= MAX_AN_HOUR)
		throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.issue', { count: MAX_AN_HOUR });
}

function refuseHaste(actor: Actor, { recent }: EarlierSteps): void {
	if (recent >= MAX_STEPS_AN_HOUR)
		throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.steps', { count: MAX_STEPS_AN_HOUR });
}

/** What the decision needs, and no more: most steps neither move an issue nor start a clock. */
export async function loadContext(trx: Knex, known: KnownIssue, wish: Wish, now: Date): Promise<StepContext> {
	const { issue } = known;
	const { college } = issue.place;
	const settings = MOVING.includes(wish.kind) ? (await loadIssueClocks(trx, college)).get(college) : undefined;
	const asked = wish.toOffice === null ? null : ({ kind: 'office', office: wish.toOffice } as const);
	const offices = asked === null ? [] : await findOffices(trx, college);
	const isOwnCase = await ownCases(trx, issue.about);
	const isStaffed = settings ? await loadIsStaffed(trx, [issue.place], [issue.holder, asked]) : () => true;
	return {
		now,
		isStaffed: (holder) => isStaffed(holder) && !isOwnCase(holder),
		clocks: settings ? clocksFrom(now, known, settings) : { take: now, settle: now, close: now, whole: now },
		isOffice: (office) => offices.some(({ id }) => id === office),
		isOwnCase,
		reopenDays: known.reopenDays,
	};
}

/** Whoever follows the duplicate follows the other from now on. */
async function mergeInto(trx: Knex, actor: Actor, duplicate: KnownIssue, step: Step): Promise<void> {
	const main = step.into === null || step.into === duplicate.id ? null : await holdIssue(trx, step.into);
	if (main === null || !mayMergeInto(actor, duplicate, main)) throw wrongField(actor.language, 'into');
	await moveFollowers(trx, duplicate.id, main.id, step.at);
}
