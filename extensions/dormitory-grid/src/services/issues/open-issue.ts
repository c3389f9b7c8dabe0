import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { type IssueClockSettings, loadIssueClocks } from '../../database/issue-clocks.ts';
import { findPostsOf, findRaisedAt, type RaisedAt, servesIn } from '../../database/issue-places.ts';
import { insertSteps, stepColumns } from '../../database/issue-steps.ts';
import { insertIssues, type IssueContent } from '../../database/issues.ts';
import { COLLECTIONS } from '../../constants/collections.ts';
import { firstStep, openIssue as openCase } from '../../domain/issue-follow.ts';
import type { Issue, Step } from '../../domain/issue.ts';
import { firstHolder, type Holder, type IsStaffed } from '../../domain/issue-holder.ts';
import { judgeUntil } from '../../domain/issue-step.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { wrongField } from '../parse-input.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { refusal } from '../refuse.ts';
import { clocksFrom, loadIsStaffed } from './step-context.ts';
import { type Happening, tellSteps } from './tell-steps.ts';

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

/**
 * Opens issues at their first holders, starts their clocks and tells each person once of all of them, in the caller's
 * transaction (DOMAIN.md 5). Anybody of the college's staff may raise one anywhere in it. For use cases that find
 * something while doing another thing; a report of its own is a created row (services/issues/record-step.ts).
 * @param options `tell: false` where the caller has told everybody already
 * @returns the new issues' ids, in the order of the reports
 */
export async function openIssues(
	trx: Knex,
	actor: Actor,
	reports: readonly IssueReport[],
	now: Date,
	{ tell = true }: { tell?: boolean } = {},
): Promise<number[]> {
	if (reports.length === 0) return [];
	const opened = await raiseAll(trx, actor, reports, now, tell);
	await insertSteps(
		trx,
		opened.map((one) => ({
			id: randomUUID(),
			issue: one.id,
			client_key: randomUUID(),
			...reportColumns(one.report),
			...stepColumns(one.step, afterOf(one)),
		})),
	);
	return opened.map(({ id }) => id);
}

/** The same for one. @returns the new issue's id */
export async function openIssue(
	trx: Knex,
	actor: Actor,
	report: IssueReport,
	now: Date,
	options: { tell?: boolean } = {},
): Promise<number> {
	const [id] = await openIssues(trx, actor, [report], now, options);
	return id ?? 0;
}

/** The same, its first step left to the caller to write. */
export async function raise(trx: Knex, actor: Actor, report: IssueReport, now: Date): Promise<Opened> {
	const [opened] = await raiseAll(trx, actor, [report], now, true);
	if (!opened) throw wrongField(actor.language, 'grid');
	return opened;
}

async function raiseAll(
	trx: Knex,
	actor: Actor,
	reports: readonly IssueReport[],
	now: Date,
	tell: boolean,
): Promise<(Opened & { report: IssueReport })[]> {
	const spots = await findRaisedAt(trx, reports);
	const drafts = reports.map((report, index) => {
		const at = spots[index] ?? null;
		if (at === null) throw wrongField(actor.language, report.room === null ? 'grid' : 'room');
		const about = report.kind === 'complaint' ? (report.about ?? null) : null;
		return { report, at, about };
	});
	const ground = await loadGround(trx, actor, drafts);
	const issues = drafts.map(({ report, at, about }) => {
		const { about: _, protectUntil = null, photos: __, uploadKey: ___, ...content } = report;
		if (protectUntil !== null && judgeUntil('protect', protectUntil, now) !== null)
			throw wrongField(actor.language, 'until');
		const settings = ground.clocks.get(at.place.college);
		if (!settings) throw wrongField(actor.language, 'grid');
		const context = { now, isStaffed: ground.isStaffed, clocks: clocksFrom(now, report, settings) };
		const own = { kind: report.kind, place: at.place, about, reporter: actor.user, protectUntil };
		const issue = openCase(own, firstHolder(actor, at.place), context);
		return { report, at, issue, content: { ...content, reportedAt: now } };
	});
	const ids = await insertIssues(trx, issues);
	const opened = issues.map(({ report, at, issue }, index) => {
		const id = ids[index] ?? 0;
		return { id, report, at, issue, step: firstStep(issue, { by: actor.user, at: now }) };
	});
	for (const { id, report } of opened) {
		const { photos, uploadKey } = report;
		const uploader = uploadKey === undefined ? actor : { key: uploadKey, language: actor.language };
		await linkPhotos(trx, uploader, photos, { collection: COLLECTIONS.issues, item: id }, now);
	}
	if (tell)
		await tellSteps(
			trx,
			opened.map((one) => happeningOf(actor, one)),
			now,
		);
	return opened;
}

/** What all of them stand on, asked once a college. */
async function loadGround(
	trx: Knex,
	actor: Actor,
	drafts: readonly { at: RaisedAt; about: string | null }[],
): Promise<{ clocks: Map<number, IssueClockSettings>; isStaffed: IsStaffed }> {
	const clocks = new Map<number, IssueClockSettings>();
	for (const college of new Set(drafts.map(({ at }) => at.place.college))) {
		if (actor.user !== null && !actor.admin && !(await servesIn(trx, actor.user, college)))
			throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
		for (const [id, settings] of await loadIssueClocks(trx, college)) clocks.set(id, settings);
	}
	for (const { at, about } of drafts)
		if (about !== null && !(await servesIn(trx, about, at.place.college))) throw wrongField(actor.language, 'about');
	const isStaffed = await loadIsStaffed(
		trx,
		drafts.map(({ at }) => at.place),
		[],
	);
	return { clocks, isStaffed };
}

function happeningOf(
	actor: Actor,
	{ id, issue, step, at, report }: Opened & { at: RaisedAt; report: IssueReport },
): Happening {
	const { title, description } = report;
	const known = { id, title, placeName: at.placeName, timeZone: at.timeZone, issue };
	return { known, before: issue, step, note: description, byName: actor.name };
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
		photos: photos.length > 0 ? photos : null,
	};
}

export function afterOf({ issue }: Pick<Opened, 'issue'>) {
	return { state: issue.state, steps: issue.steps, college: issue.place.college };
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
