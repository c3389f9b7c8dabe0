import type { Knex } from 'knex';
import {
	type CollegeCalendar,
	findNightDates,
	findPendingNights,
	findStaleNights,
	findUnplannedRehearsals,
	loadCalendars,
	type PendingNight,
} from '../database/find-due-nights.ts';
import { planNight } from '../database/open-night.ts';
import { findNextRing } from '../database/emergency-levels.ts';
import { findNextIssueDue } from '../database/issues.ts';
import { keepMark, removeMark, writeMark } from '../database/installation.ts';
import { addDays, compareDates, dateAt } from '../domain/calendar.ts';
import { lastNight, nextNight, nightDuty, rehearsalWindow } from '../domain/night-duty.ts';
import type { Attempt } from './attempt.ts';
import { climbLadders, findLadderMoments } from './climb-ladder.ts';
import { closeNight, refreshNight } from './close-night.ts';
import { failpoint } from './failpoint.ts';
import { openNight } from './open-night.ts';
import { keepPatrols } from './patrols/plan-duties.ts';
import { findReminderMoments, remindNights } from './remind.ts';
import { runPreflight } from './preflight.ts';
import { returnStudents } from './return-students.ts';
import { settleChecks } from './settle-checks.ts';
import { sweepIssues, sweepOrphans } from './issues/sweep-issues.ts';
import { ringEmergencies } from './ring-emergencies.ts';
import { syncAssignments } from './staff.ts';

/** A server that slept longer than this catches up on the last days only. */
const CATCH_UP_DAYS = 31;
/** Of nights that closed longer ago so many are summed in a tick: the next close does not wait for all of them. */
const RECENT_MS = 24 * 3_600_000;
const MOST_OLD_REFRESHED = 5;

export interface Tick {
	opened: number[];
	/** Nights in which a round of reminders was written. */
	reminded: number[];
	closed: number[];
	refreshed: number[];
	/** Nights in which a step of the ladder was taken. */
	climbed: number[];
	/** Posts that began or ended by the calendar. */
	posts: number;
	/** What went wrong, a step each; the others were done, and the next tick tries these again. */
	failures: unknown[];
	/** The next moment at which something is due; `null`: nothing in sight. */
	nextDueAt: Date | null;
}

/**
 * Asks what should have happened by now and has not, and does it (DESIGN.md 2.4). Run twice, late, by two replicas or
 * after a crash, the end state is the same: every step is guarded by a state change in its own transaction (I11).
 * The close comes first and waits for nothing: it goes up on time, whatever else is broken.
 */
export async function reconcile(db: Knex, now: Date): Promise<Tick> {
	const failures: unknown[] = [];
	const attempt: Attempt = async (work, otherwise) => {
		try {
			return await work();
		} catch (error) {
			failures.push(error);
			return otherwise;
		}
	};
	const calendars = await attempt(async () => await loadCalendars(db), []);
	const closed = await closeDueNights(db, calendars, now, attempt);
	const posts = await attempt(async () => await syncAssignments(db, now, attempt), 0);
	for (const calendar of calendars) await attempt(async () => await planDueNights(db, calendar, now), undefined);
	await attempt(async () => await planRehearsals(db), undefined);
	const opened = await openDueNights(db, now, attempt);
	// A night that was slept through has been opened just now.
	if (opened.length > 0) closed.push(...(await closeDueNights(db, calendars, now, attempt)));
	const reminded = await remindNights(db, now, attempt);
	for (const calendar of calendars) await attempt(async () => await runPreflight(db, calendar, now), undefined);
	await returnStudents(db, now, attempt);
	const refreshed = await refreshStaleNights(db, now, attempt);
	// After the refreshing, so that whoever is told of a student has him in his list.
	const climbed = await climbLadders(db, now, attempt);
	await attempt(async () => await ringEmergencies(db, now), 0);
	await attempt(async () => await settleChecks(db, now), undefined);
	await sweepIssues(db, now, attempt);
	await attempt(async () => await sweepOrphans(db, now, attempt), 0);
	await keepPatrols(db, calendars, now, attempt);
	const nextDueAt = await attempt(async () => await findNextDue(db, calendars, now), null);
	await writeMark(db, 'last_tick_at', now.toISOString(), now);
	// By the first whole tick of any process: what one cannot do another may have done.
	if (failures.length === 0) await removeMark(db, 'failing_since');
	else await keepMark(db, 'failing_since', now.toISOString(), now);
	return { opened, reminded, closed, refreshed, climbed, posts, failures, nextDueAt };
}

async function planRehearsals(db: Knex): Promise<void> {
	for (const rehearsal of await findUnplannedRehearsals(db)) {
		const window = rehearsalWindow(rehearsal.opensAt, rehearsal.closesAt, rehearsal.timeZone, rehearsal.lateHours);
		await planNight(db, {
			college: rehearsal.college,
			kind: 'rehearsal',
			rehearsal: rehearsal.id,
			root: rehearsal.root,
			window,
		});
	}
}

async function openDueNights(db: Knex, now: Date, attempt: Attempt): Promise<number[]> {
	const opened: number[] = [];
	for (const night of await attempt(async () => await findPendingNights(db), [])) {
		if (night.state !== 'planned' || night.opensAt > now) continue;
		if (await attempt(async () => await openNight(db, night, now), false)) opened.push(night.id);
	}
	return opened;
}

async function refreshStaleNights(db: Knex, now: Date, attempt: Attempt): Promise<number[]> {
	const refreshed: number[] = [];
	const stale = await attempt(async () => await findStaleNights(db), []);
	const since = now.getTime() - RECENT_MS;
	let old = 0;
	for (const { id: night, closesAt } of stale) {
		const isOld = closesAt.getTime() <= since;
		// What throws is not counted: nights that cannot be summed keep none waiting for good.
		if (isOld && old >= MOST_OLD_REFRESHED) continue;
		const done = await attempt(
			async () => await db.transaction(async (trx) => await refreshNight(trx, night, now)),
			false,
		);
		if (!done) continue;
		refreshed.push(night);
		if (isOld) old++;
	}
	return refreshed;
}

async function planDueNights(
	db: Knex,
	{ id, settings, rules, reportsFrom }: CollegeCalendar,
	now: Date,
): Promise<void> {
	if (reportsFrom === null) return;
	const today = dateAt(now, settings.time_zone);
	const since = caughtUpFrom(reportsFrom, today);
	const known = await findNightDates(db, id, since);
	for (let date = since; compareDates(date, today) <= 0; date = addDays(date, 1)) {
		if (known.has(date)) continue;
		const duty = nightDuty(date, settings, rules);
		if (duty.kind === 'owed' && duty.window.opensAt <= now) {
			const { window, occasion, stayOver } = duty;
			await planNight(db, { college: id, kind: 'regular', rehearsal: null, root: null, window, occasion, stayOver });
		}
	}
}

/** The first date whose night is made up for. */
function caughtUpFrom(reportsFrom: string, today: string): string {
	const earliest = addDays(today, -CATCH_UP_DAYS);
	return compareDates(reportsFrom, earliest) > 0 ? reportsFrom : earliest;
}

/**
 * After days of silence a counsellor is told of the last night only; the others are there to read. By the calendar: what
 * was slept through may not be planned yet.
 */
function isBehind(night: PendingNight, calendars: readonly CollegeCalendar[], now: Date): boolean {
	const calendar = calendars.find(({ id }) => id === night.college);
	if (night.kind !== 'regular' || !calendar || calendar.reportsFrom === null) return false;
	const { settings, rules, reportsFrom } = calendar;
	const last = lastNight(now, settings, rules, caughtUpFrom(reportsFrom, dateAt(now, settings.time_zone)));
	return last !== null && compareDates(last.date, night.date) > 0;
}

async function closeDueNights(
	db: Knex,
	calendars: readonly CollegeCalendar[],
	now: Date,
	attempt: Attempt,
): Promise<number[]> {
	const pending = await attempt(async () => await findPendingNights(db), []);
	const due = pending.filter((night) => night.state === 'open' && night.closesAt <= now);
	const closed: number[] = [];
	for (const [index, night] of due.entries()) {
		const { kind, college } = night;
		const later = due
			.slice(index + 1)
			.some((other) => kind === 'regular' && other.kind === kind && other.college === college);
		const quiet = later || (await attempt(async () => await Promise.resolve(isBehind(night, calendars, now)), false));
		const close = async () => await db.transaction(async (trx) => await closeNight(trx, night.id, now, { quiet }));
		if (await attempt(close, false)) {
			await failpoint('close.after-commit');
			closed.push(night.id);
		}
	}
	return closed;
}

async function findNextDue(db: Knex, calendars: CollegeCalendar[], now: Date): Promise<Date | null> {
	const moments = (await findPendingNights(db)).map((night) =>
		night.state === 'open' ? night.closesAt : night.opensAt,
	);
	moments.push(...(await findReminderMoments(db)), ...(await findLadderMoments(db, now)));
	for (const moment of [await findNextIssueDue(db), await findNextRing(db)]) if (moment) moments.push(moment);
	for (const { settings, rules, reportsFrom } of calendars) {
		const next = reportsFrom === null ? null : nextNight(now, settings, rules, reportsFrom);
		if (next) moments.push(next.opensAt > now ? next.opensAt : next.closesAt);
	}
	return moments.toSorted((a, b) => a.getTime() - b.getTime()).find((moment) => moment > now) ?? null;
}
