import type { Knex } from 'knex';
import {
	type CollegeCalendar,
	findNightDates,
	findPendingNights,
	findStaleNights,
	findUnplannedRehearsals,
	loadCalendars,
} from '../database/find-due-nights.ts';
import { planNight } from '../database/open-night.ts';
import { writeMark } from '../database/installation.ts';
import { addDays, compareDates, dateAt, nextNight, nightDuty, rehearsalWindow } from '../domain/calendar.ts';
import { closeNight, refreshNight } from './close-night.ts';
import { failpoint } from './failpoint.ts';
import { openNight } from './open-night.ts';
import { syncAssignments } from './staff.ts';

/** A server that slept longer than this catches up on the last days only. */
const CATCH_UP_DAYS = 31;

export interface Tick {
	opened: number[];
	closed: number[];
	refreshed: number[];
	/** Posts that began or ended by the calendar. */
	posts: number;
	/** The next moment at which something is due; `null`: nothing in sight. */
	nextDueAt: Date | null;
}

/**
 * Asks what should have happened by now and has not, and does it (DESIGN.md 2.4). Run twice, late, by two replicas or
 * after a crash, the end state is the same: every step is guarded by a state change in its own transaction (I11).
 */
export async function reconcile(db: Knex, now: Date): Promise<Tick> {
	const posts = await syncAssignments(db, now);
	const calendars = await loadCalendars(db);
	for (const calendar of calendars) await planDueNights(db, calendar, now);
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

	const opened: number[] = [];
	for (const night of await findPendingNights(db)) {
		if (night.state === 'planned' && night.opensAt <= now && (await openNight(db, night, now))) opened.push(night.id);
	}
	const closed = await closeDueNights(db, now);
	const refreshed: number[] = [];
	for (const night of await findStaleNights(db)) {
		if (await db.transaction((trx) => refreshNight(trx, night, now))) refreshed.push(night);
	}
	await writeMark(db, 'last_tick_at', now.toISOString(), now);
	return { opened, closed, refreshed, posts, nextDueAt: await findNextDue(db, calendars, now) };
}

async function planDueNights(
	db: Knex,
	{ id, settings, rules, reportsFrom }: CollegeCalendar,
	now: Date,
): Promise<void> {
	if (reportsFrom === null) return;
	const today = dateAt(now, settings.time_zone);
	const earliest = addDays(today, -CATCH_UP_DAYS);
	const since = compareDates(reportsFrom, earliest) > 0 ? reportsFrom : earliest;
	const known = await findNightDates(db, id, since);
	for (let date = since; compareDates(date, today) <= 0; date = addDays(date, 1)) {
		if (known.has(date)) continue;
		const duty = nightDuty(date, settings, rules);
		if (duty.kind === 'owed' && duty.window.opensAt <= now) {
			await planNight(db, { college: id, kind: 'regular', rehearsal: null, root: null, window: duty.window });
		}
	}
}

async function closeDueNights(db: Knex, now: Date): Promise<number[]> {
	const due = (await findPendingNights(db)).filter((night) => night.state === 'open' && night.closesAt <= now);
	const closed: number[] = [];
	for (const [index, night] of due.entries()) {
		// After days of silence a counsellor is told of the last night only; the others are there to read.
		const quiet = due
			.slice(index + 1)
			.some((later) => later.kind === night.kind && later.college === night.college && night.kind === 'regular');
		if (await db.transaction((trx) => closeNight(trx, night.id, now, { quiet }))) {
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
	for (const { settings, rules, reportsFrom } of calendars) {
		const next = reportsFrom === null ? null : nextNight(now, settings, rules, reportsFrom);
		if (next) moments.push(next.opensAt > now ? next.opensAt : next.closesAt);
	}
	return moments.toSorted((a, b) => a.getTime() - b.getTime()).find((moment) => moment > now) ?? null;
}
