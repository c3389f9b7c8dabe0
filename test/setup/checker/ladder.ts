import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readJson, readMoment, readNumber } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { judgeTold, loadPosts, type SetStep, somebodyWas, stepsOf } from './ladder-people.ts';
import { firstChance } from './night-states.ts';
import { type Check, type Facts, TICK_MS, type Violation } from './violation.ts';

const DAY_MS = 86_400_000;
/** A return and a step that meet: each reads the clock before it waits for the other. */
const GRACE_MS = 5_000;

/**
 * Every absence has taken each step whose minute came while it was open, each once and in order, none before its time,
 * after its end or once it was settled. Each step told who held its posts then, and nobody but them; nobody at all only
 * where nobody was, and the last one never.
 */
export const checkLadder: Check = async (db, facts) => {
	const violations: Violation[] = [];
	const nights = await loadNights(db);
	const posts = await loadPosts(db);
	const steps = groupBy(await db(C.nightLadderSteps).orderBy('number'), (step) => step.absence);
	const messages = groupBy(
		await db(C.outbox).where({ kind: 'ladder', channel: 'notification' }),
		(row) => `${row.night}:${row.key.split(':')[2]}:${moment(row.created_at)}`,
	);
	const absences = await db(`${C.nightAbsences} as a`)
		.join(`${C.students} as s`, 's.id', 'a.student')
		.select('a.*', 's.number as student_number');
	for (const absence of absences) {
		const night = nights.get(absence.night);
		const own = steps.get(absence.id) ?? [];
		const complain = (what: string) =>
			void violations.push({ invariant: 'ladder', what: `absence ${absence.id} of night ${absence.night}: ${what}` });
		if (own.some((step, index) => step.number !== index + 1) || own.length !== readNumber(absence.ladder_step))
			complain(`says step ${absence.ladder_step}, has taken ${own.map((step) => step.number).join(', ') || 'none'}`);
		if (!night) continue;
		const isSomebody = (number: number, at: number) => somebodyWas(posts, night.steps, number, absence, at);
		for (const what of judgeTimes(night, absence, own, { facts, isSomebody })) complain(what);
		for (const step of own) {
			const about = messages.get(`${step.night}:${step.number}:${moment(step.taken_at)}`) ?? [];
			const naming = about.filter(({ message }) => names(message, absence.student_number));
			if (naming.length !== readNumber(step.told))
				complain(`step ${step.number} told ${step.told}, ${naming.length} messages name him`);
			const told = new Set(naming.map(({ recipient }) => recipient));
			const wrong = judgeTold(posts, night.steps, { number: step.number, at: moment(step.taken_at), told }, absence);
			if (wrong !== null) complain(`step ${step.number} ${wrong}`);
			if (JSON.stringify(readJson(step.positions)) !== JSON.stringify(night.steps[step.number - 1]?.positions))
				complain(`step ${step.number} asked for ${JSON.stringify(readJson(step.positions))}`);
			const reached: unknown = readJson(step.reached);
			if ((readNumber(step.told) === 0) !== (Array.isArray(reached) && reached.length === 0))
				complain(`step ${step.number} told ${step.told} as ${JSON.stringify(reached)}`);
			if (readNumber(step.told) === 0 && step.number === night.moments.length)
				complain(`the last step ${step.number} told nobody`);
		}
	}
	const taken = new Set(
		[...steps.values()].flat().map((step) => `${step.night}:${step.number}:${moment(step.taken_at)}`),
	);
	for (const key of messages.keys())
		if (!taken.has(key)) violations.push({ invariant: 'ladder', what: `messages of no step: ${key}` });
	return violations;
};

interface LadderNight {
	closedAt: number;
	endsAt: number;
	/** As the college has set them. */
	steps: readonly SetStep[];
	/** Of each step that comes before the end. */
	moments: number[];
}

async function loadNights(db: Knex): Promise<Map<number, LadderNight>> {
	const rows = await db(`${C.nights} as n`)
		.join(`${C.colleges} as c`, 'c.id', 'n.college')
		.select(
			'n.id',
			'n.college',
			'n.kind',
			'n.opens_at',
			'n.closes_at',
			'n.closed_at',
			'c.ladder',
			'c.opens',
			'c.closes',
		);
	return new Map(
		rows.map((row) => {
			const closesAt = moment(row.closes_at);
			const later = rows
				.filter((other) => row.kind === 'regular' && other.kind === 'regular' && other.college === row.college)
				.map((other) => moment(other.closes_at))
				.filter((at) => at > closesAt);
			const minutes = lengthOf(row.opens, row.closes);
			// Of a college whose window has no length a minute is a minute.
			const minute = row.kind === 'regular' || minutes === 0 ? 60_000 : (closesAt - moment(row.opens_at)) / minutes;
			const endsAt = Math.min(closesAt + DAY_MS, ...later);
			const steps = stepsOf(row.ladder);
			const moments = steps.map(({ after }) => Math.round(closesAt + after * minute)).filter((at) => at < endsAt);
			const closedAt = moment(row.closed_at);
			return [row.id, { closedAt, endsAt, steps, moments }] as const;
		}),
	);
}

function judgeTimes(
	night: LadderNight,
	absence: Record<string, unknown>,
	own: readonly { number: number; due_at: unknown; taken_at: unknown }[],
	{ facts, isSomebody }: { facts: Facts; isSomebody: (number: number, at: number) => boolean },
): string[] {
	const { now, downtimes = [] } = facts;
	const wrong: string[] = [];
	const settledAt = readMoment(absence['settled_at'])?.getTime() ?? Number.POSITIVE_INFINITY;
	for (const { number, due_at, taken_at } of own) {
		const [dueAt, takenAt] = [moment(due_at), moment(taken_at)];
		if (takenAt < dueAt || dueAt < (night.moments[number - 1] ?? dueAt)) wrong.push(`step ${number} before its time`);
		if (takenAt >= night.endsAt) wrong.push(`step ${number} after the ladder's end`);
		if (takenAt > settledAt + GRACE_MS) wrong.push(`step ${number} after he was settled`);
	}
	const until = Math.min(now.getTime(), settledAt - GRACE_MS);
	for (const [index, at] of night.moments.entries()) {
		const number = index + 1;
		const possible = firstChance(Math.max(at, night.closedAt, moment(absence['opened_at'])), downtimes);
		if (possible >= night.endsAt || possible + TICK_MS >= until || own.some((step) => step.number === number)) continue;
		// The last one waits for somebody who can be told.
		if (number < night.moments.length || isSomebody(number, until))
			wrong.push(`step ${number} is due and was not taken`);
	}
	return wrong;
}

/** Minutes between two clock faces. */
function lengthOf(opens: string, closes: string): number {
	const minutes = (face: string) => Number(face.slice(0, 2)) * 60 + Number(face.slice(3, 5));
	return (minutes(closes) - minutes(opens) + 1440) % 1440;
}

function names(message: string, number: string): boolean {
	return message.includes(`（${number}）`) || message.includes(`(${number})`);
}

function moment(value: unknown): number {
	return readMoment(value)?.getTime() ?? Number.NaN;
}
