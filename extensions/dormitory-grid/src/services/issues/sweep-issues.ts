import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Position } from '../../constants/positions.ts';
import { type IssueClockSettings, loadIssueClocks } from '../../database/issue-clocks.ts';
import { readMark, readMarkRow, writeMark } from '../../database/installation.ts';
import { insertSystemSteps } from '../../database/issue-steps.ts';
import { holdDueIssues, holdOrphans, type SweepPart } from '../../database/due-issues.ts';
import { type IssueRead, type KnownIssue, toKnown } from '../../database/issue-rows.ts';
import { holdIssuesOf, saveIssues } from '../../database/issues.ts';
import { decideDue, handOver } from '../../domain/issue-due.ts';
import type { StepContext } from '../../domain/issue.ts';
import { applyStep } from '../../domain/issue-follow.ts';
import { failpoint } from '../failpoint.ts';
import type { Attempt } from '../attempt.ts';
import type { Holder } from '../../domain/issue-holder.ts';
import { ownCases } from './open-issue.ts';
import { clocksFrom, loadIsStaffed } from './step-context.ts';
import { type Happening, tellSteps } from './tell-steps.ts';

/** As many as one transaction carries; the rest follows in the next. */
const BATCH = 1000;
/** A tick does not sweep for ever: what is left has the next one. */
const MOST_BATCHES = 20;

/**
 * What has fallen due about issues happens by itself: overdue moves one level up, what was explained is looked at again,
 * a protective measure that has run out rings (DESIGN.md 6). Sets, not loops; run twice it does nothing twice, because each step sets the clock that called for it.
 * @returns how many issues moved
 */
export async function sweepIssues(db: Knex, now: Date, attempt: Attempt): Promise<number> {
	return await sweep(db, now, attempt, async (trx, part) => await holdDueIssues(trx, now, part));
}

/** As often at the least: who is suspended, and a room that changes its unit, leave no mark of their own. */
const ORPHANS_MS = 60_000;

/**
 * What lies with nobody in office finds its next holder. A post's end has done so in its own transaction
 * ({@link handOverIssues}); this is the net below it, looked through when posts have changed, and once a minute.
 */
export async function sweepOrphans(db: Knex, now: Date, attempt: Attempt): Promise<number> {
	const version = (await readMark(db, 'access_version')) ?? '';
	const swept = await readMarkRow(db, 'orphans_swept');
	if (swept?.value === version && now.getTime() - swept.changedAt.getTime() < ORPHANS_MS) return 0;
	const moved = await sweep(db, now, attempt, holdOrphans);
	await writeMark(db, 'orphans_swept', version, now);
	return moved;
}

/** So many rows are set aside one by one; where more throw, it is not the rows. */
const MOST_ASIDE = 20;

type Find = (trx: Knex, part: SweepPart) => Promise<IssueRead[]>;

/** Batch by batch; a row that throws is looked for by halves, told of and set aside, and everybody else's are moved. */
async function sweep(db: Knex, now: Date, attempt: Attempt, find: Find): Promise<number> {
	const aside: number[] = [];
	const carry = async (among: readonly number[] | null): Promise<{ found: number; moved: number }> => {
		let ids: number[] = [];
		try {
			return await db.transaction(async (trx) => {
				const rows = await find(trx, { among, except: aside, limit: BATCH });
				ids = rows.map(({ id }) => id);
				return { found: ids.length, moved: await moveDue(trx, rows.map(toKnown), now) };
			});
		} catch (error) {
			if (ids.length > 1 && aside.length < MOST_ASIDE) {
				const middle = Math.ceil(ids.length / 2);
				const first = await carry(ids.slice(0, middle));
				const second = await carry(ids.slice(middle));
				return { found: ids.length, moved: first.moved + second.moved };
			}
			aside.push(...ids);
			const what = ids.length === 1 ? `issue ${ids[0]}` : `${ids.length} issues`;
			await attempt(async () => await Promise.reject(new Error(`${what} set aside`, { cause: error })), undefined);
			return { found: ids.length, moved: 0 };
		}
	};
	let moved = 0;
	for (let batch = 0; batch < MOST_BATCHES; batch++) {
		const done = await carry(null);
		moved += done.moved;
		if (done.found < BATCH) break;
	}
	return moved;
}

/**
 * A post has ended: what its place holds finds its next holder in the same transaction, and what the leaver had taken is
 * to be taken anew by whoever is still there (DESIGN.md 6: issues with no holder: zero, always).
 */
export async function handOverIssues(
	trx: Knex,
	post: { person: string; position: Position; grid: number | null; department: number | null },
	now: Date,
): Promise<number> {
	const office = post.position === 'responsible_office' ? post.department : null;
	return await moveDue(trx, await holdIssuesOf(trx, { grid: post.grid, office }), now, post.person);
}

/** Takes what is due for the issues given, in the caller's transaction. @param leaver whose post there has just ended */
async function moveDue(
	trx: Knex,
	found: readonly KnownIssue[],
	now: Date,
	leaver: string | null = null,
): Promise<number> {
	if (found.length === 0) return 0;
	const settings = await loadIssueClocks(trx);
	const isStaffed = await loadIsStaffed(
		trx,
		found.map(({ issue }) => issue.place),
		found.map(({ issue }) => issue.holder),
	);
	const ownCase = new Map<string, (holder: Holder) => boolean>();
	for (const about of new Set(found.flatMap(({ issue }) => issue.about ?? [])))
		ownCase.set(about, await ownCases(trx, about));
	// Alike issues have alike clocks: each is reckoned once.
	const reckoned = new Map<string, StepContext['clocks']>();
	const clocksOf = ({ category, severity }: KnownIssue, clock: IssueClockSettings) => {
		const key = `${clock.college}:${category}:${severity}`;
		const clocks = reckoned.get(key) ?? clocksFrom(now, { category, severity }, clock);
		reckoned.set(key, clocks);
		return clocks;
	};
	const happenings = found.flatMap((known): Happening[] => {
		const clock = settings.get(known.issue.place.college);
		if (!clock) return [];
		const isOwnCase = ownCase.get(known.issue.about ?? '');
		const context = {
			now,
			isStaffed: (holder: Holder) => isStaffed(holder) && isOwnCase?.(holder) !== true,
			clocks: clocksOf(known, clock),
		};
		const left = leaver !== null && known.issue.state === 'in_hand' && known.issue.takenBy === leaver;
		const step = decideDue(known.issue, context) ?? (left ? handOver(known.issue, context) : null);
		if (step === null) return [];
		const after = { ...known, issue: applyStep(known.issue, step) };
		return [{ known: after, before: known.issue, step, note: null, byName: '' }];
	});
	if (happenings.length === 0) return 0;
	await saveIssues(
		trx,
		happenings.map(({ known: { id, issue }, before }) => ({ id, before, issue })),
	);
	await insertSystemSteps(
		trx,
		happenings.map(({ known: { id, issue }, step }) => ({
			id: randomUUID(),
			issue: id,
			number: issue.steps,
			step,
			state: issue.state,
			college: issue.place.college,
		})),
	);
	await failpoint('sla.after-step');
	await tellSteps(trx, happenings, now);
	return happenings.length;
}
