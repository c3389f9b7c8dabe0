import { ISSUES_SHOWN, type IssueView } from '../../constants/issues.ts';
import type { Knex } from 'knex';
import { findEmergenciesFor, type EmergencyOpen } from '../../database/find-emergencies.ts';
import { countIssues, findIssueList, findReadableIssue, hasReach } from '../../database/find-issues.ts';
import {
	findHolderPeople,
	findOfficeChoices,
	findPersonName,
	findStepLines,
	findTemplates,
} from '../../database/issue-detail.ts';
import { findCollegeOf } from '../../database/find-nights.ts';
import { findHolderNames } from '../../database/issue-people.ts';
import { findContact } from '../../database/public.ts';
import { findPlaceStaff, findReportPlaces } from '../../database/issue-places.ts';
import type { KnownIssue } from '../../database/issue-rows.ts';
import { isAsked } from '../../domain/emergency.ts';
import { lineOf } from '../../domain/issue-line.ts';
import { readsAll, speechOf } from '../../domain/issue-speech.ts';
import { explainAsks, openSteps, rolesOf } from '../../domain/issue-step.ts';
import { type Holder, holderKey, holderLevel, standsAbove, holderAt } from '../../domain/issue-holder.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import type { EmergencyShown, HolderShown, IssueDetail, IssueShown, IssuesAnswer } from '../../types/api-issues.ts';
import { refusal } from '../refuse.ts';

/** An emergency is shown until everybody has slept over it. */
const EMERGENCY_MS = 24 * 3_600_000;

/** A view of the issues that the actor may read, with what waits for him. */
export async function showIssues(
	db: Knex,
	actor: Actor & { user: string },
	{ view, limit }: { view: IssueView; limit: number | undefined },
	now: Date,
): Promise<IssuesAnswer> {
	const size = Math.min(limit ?? ISSUES_SHOWN.first, ISSUES_SHOWN.most);
	const found = await findIssueList(db, actor, view, size + 1);
	const shown = found.slice(0, size);
	const names = await findHolderNames(
		db,
		shown.map(({ issue }) => issue.holder),
	);
	const { late, ...counts } = await countIssues(db, actor);
	const places = await findReportPlaces(db, actor);
	const emergencies = await findEmergenciesFor(db, actor, new Date(now.getTime() - EMERGENCY_MS), 20);
	return {
		now: now.toISOString(),
		time_zone: (await findCollegeOf(db, actor))?.timeZone ?? 'UTC',
		person: { id: actor.user, name: actor.name, language: actor.language },
		group: actor.admin || actor.scopes.some(({ position }) => position === 'working_group'),
		measures: hasReach(actor),
		view,
		counts,
		late,
		issues: shown.map((known) => showIssue(known, names)),
		more: found.length > size,
		emergencies: emergencies.map((emergency) => showEmergency(emergency, actor)),
		places,
		staff: await findPlaceStaff(db, actor, places),
	};
}

export async function showIssueDetail(db: Knex, actor: Actor, id: number, now: Date): Promise<IssueDetail> {
	const known = await findReadableIssue(db, actor, id);
	if (known === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const { issue } = known;
	const { college } = issue.place;
	const roles = rolesOf(actor, issue);
	// Who only raised it hears what is for him; what the staff tell one another stays with them.
	const isReader = readsAll(roles);
	const lines = (await findStepLines(db, id)).flatMap((line) => {
		const { step } = line;
		if (isReader || step.by === actor.user) return [line];
		const speech = speechOf(step);
		return speech === 'hidden' ? [] : [speech === 'words' ? line : { ...line, note: null, photos: [] }];
	});
	const names = await findHolderNames(db, [issue.holder, ...lines.flatMap(({ step }) => step.to ?? [])]);
	return {
		...showIssue(known, names),
		description: known.description,
		steps: lines.map(({ step, byAs, byName, ...line }) => ({
			...line,
			kind: step.kind,
			at: step.at.toISOString(),
			by: byName,
			by_as: byAs,
			until: step.until?.toISOString() ?? null,
			to: step.to === null ? null : showHolder(step.to, names),
			into: step.into,
			solved: step.solved,
		})),
		steps_seen: issue.steps,
		open: openSteps(issue, roles, actor.user, { now, reopenDays: known.reopenDays }),
		levels: ([1, 2, 3] as const).filter((level) => {
			const target = holderAt(level, issue.place);
			return target !== null && standsAbove(actor, target, issue.place);
		}),
		offices: isReader ? await findOfficeChoices(db, college, known.category) : [],
		templates: isReader ? await findTemplates(db, college) : [],
		holders: isReader ? await findHolderPeople(db, issue.holder, college) : [],
		take_due_at: issue.takeDueAt?.toISOString() ?? null,
		settle_due_at: issue.settleDueAt?.toISOString() ?? null,
		whole_due_at: issue.holder.kind === 'group' ? null : (issue.wholeDueAt?.toISOString() ?? null),
		explain_asks: explainAsks(issue),
		postpone_until: issue.postpone?.until.toISOString() ?? null,
		look_again_at: issue.lookAgainAt?.toISOString() ?? null,
		needs_ruling: issue.needsRuling,
		merged_into: issue.mergedInto,
		about: isReader ? await findPersonName(db, issue.about) : null,
		reporter: await findPersonName(db, issue.reporter),
		// For who has to answer, and for nobody else who reads along.
		contact: roles.has('holder') || roles.has('group') ? await findContact(db, id) : null,
	};
}

function showIssue(known: KnownIssue, names: ReadonlyMap<string, string>): IssueShown {
	const { issue } = known;
	const { next, dueAt, owesFeedback } = lineOf(issue);
	return {
		id: known.id,
		title: known.title,
		kind: issue.kind,
		category: known.category,
		severity: known.severity,
		origin: known.origin,
		state: issue.state,
		place: known.placeName,
		holder: showHolder(issue.holder, names),
		held_since: issue.heldSince.toISOString(),
		next,
		due_at: dueAt?.toISOString() ?? null,
		owes_feedback: owesFeedback,
		overdues: issue.overdues,
		returns: issue.returns,
		reopened: issue.reopened,
		followers: known.followers,
		reported_at: known.reportedAt.toISOString(),
		protect_until: issue.protectUntil?.toISOString() ?? null,
		confidential: issue.confidential,
	};
}

function showHolder(holder: Holder, names: ReadonlyMap<string, string>): HolderShown {
	return { kind: holder.kind, level: holderLevel(holder), name: names.get(holderKey(holder)) ?? null };
}

function showEmergency(emergency: EmergencyOpen, actor: Actor): EmergencyShown {
	const { id, kind, place, note, reportedAt, reportedBy, phone, issue, levels } = emergency;
	return {
		id,
		kind,
		place,
		note,
		reported_at: reportedAt.toISOString(),
		reported_by: reportedBy,
		phone,
		issue,
		mine: levels.some((level) => level.acknowledgedAt === null && isAsked(level, actor)),
		levels: levels.map(({ audience, personName, people, rings, acknowledgedAt, acknowledgedBy }) => ({
			audience,
			person: personName,
			people,
			rings,
			acknowledged_at: acknowledgedAt?.toISOString() ?? null,
			acknowledged_by: acknowledgedBy,
		})),
	};
}
