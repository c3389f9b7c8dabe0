import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { loadIssueClocks } from '../../database/issue-clocks.ts';
import { findPostsOf, findRaisedAt, type RaisedAt, servesIn } from '../../database/issue-places.ts';
import { stepColumns } from '../../database/issue-steps.ts';
import { insertIssue, type IssueContent } from '../../database/issues.ts';
import { COLLECTIONS } from '../../constants/collections.ts';
import { openIssue as openCase } from '../../domain/issue-follow.ts';
import type { Issue, Step } from '../../domain/issue.ts';
import { answersFor, type Holder, holderAt, type IssuePlace, lowestHolder } from '../../domain/issue-holder.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { wrongField } from '../parse-input.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { refusal } from '../refuse.ts';
import { clocksFrom, loadIsStaffed } from './step-context.ts';
import { tellSteps } from './tell-steps.ts';

/** What is raised, whoever raises it. */
export interface IssueReport extends Omit<IssueContent, 'reportedAt'> {
	/** A person's id; `null`: nobody, or not said. */
	about?: string | null;
	/** Until when a temporary measure holds. */
	protectUntil?: Date | null;
	photos: readonly string[];
	/** Under which a stranger sent the photos (services/public). */
	uploadKey?: string;
}

interface Opened {
	id: number;
	issue: Issue;
	step: Step;
}

const MOST_PROTECT_MS = 30 * 86_400_000;

/**
 * Opens an issue at its first holder, starts its clocks and tells him, in the caller's transaction (DOMAIN.md 5).
 * Anybody of the college's staff may raise one anywhere in it. For use cases that find something while doing another
 * thing; a report of its own is a created row (services/issues/record-step.ts).
 * @param options `tell: false` where the caller has told everybody already
 * @returns the new issue's id
 */
export async function openIssue(
	trx: Knex,
	actor: Actor,
	report: IssueReport,
	now: Date,
	{ tell = true }: { tell?: boolean } = {},
): Promise<number> {
	const opened = await raise(trx, actor, report, now, tell);
	await trx(COLLECTIONS.issueSteps).insert({
		id: randomUUID(),
		issue: opened.id,
		client_key: randomUUID(),
		...reportColumns(report),
		...momentColumns(stepColumns(opened.step, afterOf(opened))),
	});
	return opened.id;
}

/** The same, its first step left to the caller to write. */
export async function raise(trx: Knex, actor: Actor, report: IssueReport, now: Date, tell = true): Promise<Opened> {
	const at = await findRaisedAt(trx, report.grid, report.room);
	if (at === null) throw wrongField(actor.language, report.room === null ? 'grid' : 'room');
	const { college } = at.place;
	if (actor.user !== null && !actor.admin && !(await servesIn(trx, actor.user, college)))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const about = report.kind === 'complaint' ? (report.about ?? null) : null;
	if (about !== null && !(await servesIn(trx, about, college))) throw wrongField(actor.language, 'about');
	const protectUntil = report.protectUntil ?? null;
	const farthest = now.getTime() + MOST_PROTECT_MS;
	if (protectUntil !== null && (protectUntil <= now || protectUntil.getTime() > farthest))
		throw wrongField(actor.language, 'until');
	const opened = await open(trx, actor, { ...report, about, protectUntil }, at, now);
	if (tell) await tellOpened(trx, actor, report, at, opened, now);
	return opened;
}

async function tellOpened(
	trx: Knex,
	actor: Actor,
	{ title, description }: IssueReport,
	{ placeName, timeZone }: RaisedAt,
	{ id, issue, step }: Opened,
	now: Date,
): Promise<void> {
	const known = { id, title, placeName, timeZone, issue };
	await tellSteps(trx, [{ known, before: issue, step, note: description, byName: actor.name }], now);
}

async function open(
	trx: Knex,
	actor: Actor,
	report: IssueReport & { about: string | null; protectUntil: Date | null },
	{ place }: RaisedAt,
	now: Date,
): Promise<Opened> {
	const { about, protectUntil, photos, uploadKey, ...content } = report;
	const settings = (await loadIssueClocks(trx, place.college)).get(place.college);
	if (!settings) throw wrongField(actor.language, 'grid');
	const isStaffed = await loadIsStaffed(trx, [place], []);
	const context = {
		now,
		isStaffed,
		clocks: clocksFrom(now, report, settings),
	};
	const first = firstHolder(actor, place);
	const issue = openCase({ kind: report.kind, place, about, reporter: actor.user, protectUntil }, first, context);
	const id = await insertIssue(trx, { ...content, reportedAt: now }, issue);
	const uploader = uploadKey === undefined ? actor : { key: uploadKey, language: actor.language };
	await linkPhotos(trx, uploader, photos, { collection: COLLECTIONS.issues, item: id }, now);
	const step: Step = {
		kind: 'report',
		by: actor.user,
		at: now,
		to: issue.holder,
		until: protectUntil,
		into: null,
		solved: null,
		takeDueAt: issue.takeDueAt,
		settleDueAt: issue.settleDueAt,
		closeDueAt: null,
	};
	return { id, issue, step };
}

/** Who raises something on his own grid has it first; else it begins at the bottom. */
function firstHolder(actor: Actor, place: IssuePlace): Holder {
	const own = ([3, 2, 1] as const)
		.map((level) => holderAt(level, place))
		.find((holder) => holder !== null && answersFor(actor, holder, place.college));
	return own ?? lowestHolder(place);
}

/** What was raised, as the first step keeps it. */
export function reportColumns({
	title,
	description,
	kind,
	category,
	severity,
	grid,
	room,
	about,
	photos,
}: IssueReport) {
	return {
		title,
		note: description,
		issue_kind: kind,
		category,
		severity,
		grid,
		room,
		about: about ?? null,
		photos: photos.length > 0 ? JSON.stringify(photos) : null,
	};
}

export function afterOf({ issue }: Pick<Opened, 'issue'>) {
	return { state: issue.state, steps: issue.steps, college: issue.place.college };
}

/** The moments of a row that is written without Directus. */
export function momentColumns<Row extends Record<string, unknown>>(row: Row): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(row).map(([name, value]) => [
			name,
			typeof value === 'string' && (name === 'at' || name === 'until' || name.endsWith('_at'))
				? new Date(value)
				: value,
		]),
	);
}

/** Grids and offices that a person answers for, to keep him out of a complaint about himself. */
export async function ownCases(trx: Knex, about: string | null): Promise<(holder: Holder) => boolean> {
	if (about === null) return () => false;
	const posts = await findPostsOf(trx, about);
	return (holder) => {
		switch (holder.kind) {
			case 'grid':
				return posts.grids.includes(holder.grid);
			case 'office':
				return posts.offices.includes(holder.office);
			case 'group':
				return false;
		}
	};
}
