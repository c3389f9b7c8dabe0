import { ACTOR_STEPS, type ActorStep, type StepKind } from '../constants/issues.ts';
import type { Actor } from './scope.ts';
import {
	type Decision,
	HARMLESS,
	type Issue,
	type Need,
	type Refusal,
	type Role,
	type Step,
	STEP_TABLE,
	type StepContext,
	type Wish,
} from './issue.ts';
import {
	answersFor,
	firstStaffed,
	type Holder,
	holderAbove,
	holderAt,
	type IssuePlace,
	type IsStaffed,
	sameHolder,
	standsAbove,
} from './issue-holder.ts';

const DAY_MS = 86_400_000;
/** Nothing is put off for good. */
const FARTHEST_DAYS: Readonly<Partial<Record<ActorStep, number>>> = { protect: 30, postpone: 60, explain: 180 };

/** Who the person is to the issue; whoever is complained about is nobody to that complaint. */
export function rolesOf(actor: Actor, issue: Issue): ReadonlySet<Role> {
	const roles = new Set<Role>();
	if (issue.about !== null && issue.about === actor.user) return roles;
	const { place, holder, readers, office } = issue;
	if (answersFor(actor, holder, place.college)) roles.add('holder');
	if (answersFor(actor, { kind: 'group' }, place.college)) roles.add('group').add('chain');
	const reads = actor.scopes.some(
		(scope) =>
			(scope.unit !== null && scope.unit === readers.unit) ||
			(scope.floor !== null && scope.floor === readers.floor) ||
			(scope.building !== null && scope.building === readers.building),
	);
	if (reads || (office !== null && answersFor(actor, { kind: 'office', office }, place.college))) roles.add('chain');
	// Standing above means nothing in a case that one may not read.
	if (roles.has('chain') && standsAbove(actor, holder, place)) roles.add('above');
	if (issue.reporter !== null && issue.reporter === actor.user) roles.add('reporter');
	return roles;
}

/** Whoever shows the receipt of an issue is its reporter, and nothing else to it. */
export const BY_RECEIPT: ReadonlySet<Role> = new Set(['reporter']);

/** How long a closed issue may still be said not to be solved. */
type ReopenTime = Pick<StepContext, 'now' | 'reopenDays'>;

/** The steps that are open to the person now, for a page to offer; each is judged again when it comes. */
export function openSteps(issue: Issue, roles: ReadonlySet<Role>, user: string | null, time: ReopenTime): ActorStep[] {
	return ACTOR_STEPS.filter((kind) => {
		const { from, who } = STEP_TABLE[kind];
		if (!from.includes(issue.state) || !who.some((role) => roles.has(role))) return false;
		return findObstacle(kind, issue, user, time) === null;
	});
}

/** What stands against a step whatever is said with it. */
function findObstacle(kind: ActorStep, issue: Issue, user: string | null, time: ReopenTime): Refusal | null {
	const { holder } = issue;
	switch (kind) {
		case 'return':
			return holder.kind !== 'office' ? { kind: 'only_office' } : issue.ruled ? { kind: 'ruled' } : null;
		case 'escalate':
			if (holder.kind !== 'grid') return { kind: 'not_up' };
			return needsProtection(issue) ? { kind: 'protect_first' } : null;
		case 'dispatch':
			if (issue.needsRuling) return { kind: 'not_ruling' };
			return needsProtection(issue) ? { kind: 'protect_first' } : null;
		case 'rule':
			return issue.needsRuling ? null : { kind: 'not_ruling' };
		case 'postpone':
			return issue.postpone ? { kind: 'pending' } : null;
		case 'grant':
		case 'refuse':
			if (!issue.postpone) return { kind: 'none_pending' };
			return issue.postpone.by === user && user !== null ? { kind: 'own_work' } : null;
		case 'verify':
			if (issue.verifiedAt) return { kind: 'already' };
			return issue.settledBy === user ? { kind: 'own_work' } : null;
		case 'close':
			return issue.toldAt === null ? { kind: 'untold' } : null;
		case 'answer':
		case 'reopen':
			if (issue.mergedInto !== null) return { kind: 'state' };
			return isOver(issue, time) ? { kind: 'over', days: time.reopenDays } : null;
		default:
			return null;
	}
}

/** Closed for so long that what is still wrong is reported anew. */
function isOver({ state, closedAt, settledAt }: Issue, { now, reopenDays }: ReopenTime): boolean {
	const closed = closedAt ?? settledAt;
	return state === 'closed' && closed !== null && now.getTime() > closed.getTime() + reopenDays * DAY_MS;
}

/** A danger is passed on with a temporary measure in place (DOMAIN.md 2). */
function needsProtection({ kind, protectUntil }: Issue): boolean {
	return kind === 'hazard' && protectUntil === null;
}

/**
 * Judges a wish: the step to be kept, or why not.
 * @param roles who the actor is to the issue where that does not follow from his posts ({@link BY_RECEIPT})
 */
export function decideStep(
	issue: Issue,
	wish: Wish,
	actor: Actor,
	context: StepContext,
	roles: ReadonlySet<Role> = rolesOf(actor, issue),
): Decision {
	const { kind } = wish;
	const rule = STEP_TABLE[kind];
	if (roles.size === 0) return { kind: 'forbidden' };
	if (wish.seen !== null && wish.seen < issue.moved && !HARMLESS.includes(kind)) return { kind: 'changed' };
	if (!rule.from.includes(issue.state)) return { kind: 'state' };
	if (!rule.who.some((role) => roles.has(role))) return { kind: 'forbidden' };
	const missing = rule.needs.find((need) => !hasNeed(wish, need));
	if (missing) return { kind: 'needs', need: missing };
	const obstacle = findObstacle(kind, issue, actor.user, context);
	if (obstacle) return obstacle;
	const wrong = rule.needs.includes('until') && wish.until !== null ? judgeUntil(kind, wish.until, context.now) : null;
	if (wrong) return wrong;
	const target = targetOf(issue, wish, actor, context);
	if (target.kind !== 'to') return target;
	const verifiesOwn = kind === 'answer' && wish.solved === true && issue.settledBy === actor.user;
	if (verifiesOwn) return { kind: 'own_work' };
	const step: Step = {
		kind,
		by: actor.user,
		at: context.now,
		to: target.to,
		until: wish.until,
		into: wish.into,
		solved: wish.solved,
		...clocksOf(kind, target.to, context),
		wholeDueAt: startsAnew(issue, target.to) ? context.clocks.whole : null,
	};
	return { kind: 'step', step };
}

/** @returns what is wrong with the moment until which a step holds; `null`: nothing */
export function judgeUntil(kind: ActorStep, until: Date, now: Date): Refusal | null {
	if (until <= now) return { kind: 'past' };
	const days = FARTHEST_DAYS[kind] ?? 0;
	return until.getTime() > now.getTime() + days * DAY_MS ? { kind: 'too_far', days } : null;
}

function hasNeed(wish: Wish, need: Need): boolean {
	switch (need) {
		case 'note':
			return wish.note !== null && wish.note.trim() !== '';
		case 'until':
			return wish.until !== null;
		case 'to':
			return wish.toOffice !== null || wish.toLevel !== null;
		case 'into':
			return wish.into !== null;
		case 'solved':
			return wish.solved !== null;
	}
}

type Target = { kind: 'to'; to: Holder | null } | Refusal;

/** Where a step sends the issue; `null`: it stays where it is. */
function targetOf(issue: Issue, wish: Wish, actor: Actor, context: StepContext): Target {
	const { place, holder } = issue;
	const { isStaffed } = context;
	switch (wish.kind) {
		case 'escalate': {
			if (holder.kind !== 'grid') return { kind: 'not_up' };
			const asked = wish.toLevel === null ? holder.level - 1 : wish.toLevel;
			if (asked >= holder.level || asked < 0 || (asked === 0 && holder.level !== 1)) return { kind: 'not_up' };
			const up = asked === 0 ? ({ kind: 'group' } as const) : holderAt(asked === 2 ? 2 : 1, place);
			return { kind: 'to', to: firstStaffed(up ?? holderAbove(holder, place), place, isStaffed) };
		}
		case 'dispatch':
		case 'rule': {
			const to = wish.toOffice === null ? levelOf(wish.toLevel, place) : officeOf(wish.toOffice);
			if (to === null) return { kind: 'needs', need: 'to' };
			if (to.kind === 'office' && !context.isOffice(to.office)) return { kind: 'needs', need: 'to' };
			// Down, never sideways up: only whoever stands above the target gives it away.
			if (!standsAbove(actor, to, place)) return { kind: 'not_down' };
			if (sameHolder(to, holder) && !issue.needsRuling) return { kind: 'already' };
			if (context.isOwnCase(to)) return { kind: 'own_case' };
			return isStaffed(to) ? { kind: 'to', to } : { kind: 'office_empty' };
		}
		case 'return':
			return { kind: 'to', to: issue.returns > 0 ? { kind: 'group' } : upFrom(issue, isStaffed) };
		case 'explain':
			return { kind: 'to', to: explainAsks(issue) ? { kind: 'group' } : null };
		case 'reject':
			return { kind: 'to', to: firstStaffed(holder, place, isStaffed) };
		case 'reopen':
		case 'answer': {
			if (wish.kind === 'answer' && wish.solved) return { kind: 'to', to: null };
			// What was said to be solved twice goes one level up.
			const to = issue.reopened > 0 ? holderAbove(holder, place) : holder;
			return { kind: 'to', to: firstStaffed(to, place, isStaffed) };
		}
		default:
			return { kind: 'to', to: null };
	}
}

/** Whoever says for the second time that it cannot be solved for now asks the working group, as with a second return. */
export function explainAsks({ explains, holder }: Issue): boolean {
	return explains > 0 && holder.kind !== 'group';
}

function upFrom({ holder, place }: Issue, isStaffed: IsStaffed): Holder {
	return firstStaffed(holderAbove(holder, place), place, isStaffed);
}

function officeOf(office: number): Holder {
	return { kind: 'office', office };
}

function levelOf(level: number | null, place: IssuePlace): Holder | null {
	return level === 1 || level === 2 || level === 3 ? holderAt(level, place) : null;
}

/** The clock of its whole life runs from the report; only the working group gives it anew, and whoever reopens what was closed. */
function startsAnew({ state, holder }: Issue, to: Holder | null): boolean {
	return to !== null && (state === 'closed' || (holder.kind === 'group' && to.kind !== 'group'));
}

/** Both clocks run from the moment of dispatch, not from when the holder first looks. */
function clocksOf(
	kind: StepKind,
	to: Holder | null,
	{ clocks }: Pick<StepContext, 'clocks'>,
): Pick<Step, 'takeDueAt' | 'settleDueAt' | 'closeDueAt'> {
	if (to !== null) return { takeDueAt: clocks.take, settleDueAt: clocks.settle, closeDueAt: null };
	const close = kind === 'settle' || kind === 'explain' ? clocks.close : null;
	return { takeDueAt: null, settleDueAt: null, closeDueAt: close };
}
