import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { type CollegeCalendar, loadCalendar } from '../database/find-due-nights.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { findCandidates, findDutyGrids, findHolders, markChecked, wasChecked } from '../database/preflight.ts';
import { findWorkingGroup } from '../database/on-duty.ts';
import { findPlace } from '../database/staff.ts';
import { compareDates, dateAt, momentOn } from '../domain/calendar.ts';
import { type NightDuty, nightDuty } from '../domain/night-duty.ts';
import { type EmptyPost, judgePosts, type Preflight } from '../domain/preflight.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import type { CandidatesAnswer, PreflightAnswer } from '../types/api-preflight.ts';
import { type Message, notify } from './notify.ts';
import { refusal } from './refuse.ts';

/** More are counted in a message, and named on the page. */
const NAMED = 30;

/**
 * The evening's check, once a college and date: posts that nobody holds tonight and who stands in, told to the working
 * group and to the heads of the buildings concerned while there is still time to fill them.
 */
export async function runPreflight(db: Knex, calendar: CollegeCalendar, now: Date): Promise<void> {
	const { id: college, settings, preflightAt } = calendar;
	if (preflightAt === null) return;
	const date = dateAt(now, settings.time_zone);
	if (now < momentOn(date, preflightAt, settings.time_zone)) return;
	const duty = dutyOn(calendar, date);
	if (duty.kind !== 'owed' || now >= duty.window.closesAt || (await wasChecked(db, college, date))) return;
	await db.transaction(async (trx) => {
		if (!(await markChecked(trx, college, date, now))) return;
		const found = await lookAtPosts(trx, college, date, duty.stayOver);
		if (found.empty.length + found.standIns.length === 0) return;
		const holders = await findHolders(trx, college);
		const heads = new Map<string, number[]>();
		for (const holder of holders) {
			if (holder.position !== 'building_head') continue;
			heads.set(holder.person, [...(heads.get(holder.person) ?? []), holder.grid]);
		}
		const group = new Set(await findWorkingGroup(trx, college));
		const people = [...new Set([...group, ...heads.keys()])];
		const languages = await findLanguages(trx, people);
		const messages = people.flatMap((person): Message[] => {
			const seen = group.has(person) ? found : within(found, heads.get(person) ?? []);
			if (seen.empty.length + seen.standIns.length === 0) return [];
			const language = chooseLanguage(languages.get(person));
			return [
				{
					key: `preflight:${college}:${date}:${person}`,
					college,
					night: null,
					kind: 'preflight',
					recipient: person,
					subject: say(language, 'preflight.subject', {
						date,
						empty: seen.empty.length,
						stand_ins: seen.standIns.length,
					}),
					message: [
						...seen.empty.slice(0, NAMED).map((post) => lineOf(language, post)),
						...seen.standIns
							.slice(0, NAMED)
							.map(({ code, name, endsOn }) =>
								say(language, 'preflight.stand_in', { code, name, until: endsOn ?? say(language, 'open.end') }),
							),
					]
						.map((line) => `- ${line}`)
						.join('\n'),
					mail: true,
				},
			];
		});
		await notify(trx, { now, messages });
	});
}

/** The same look at any time: the working group's whole college, and a building's staff their own building. */
export async function showPreflight(
	db: Knex,
	actor: Actor,
	asked: { college: number | null; now: Date },
): Promise<PreflightAnswer> {
	const { college, now } = asked;
	const whole = college !== null && isWorkingGroup(actor, college);
	const buildings = actor.scopes.flatMap(({ building }) => building ?? []);
	if (college === null || (!whole && buildings.length === 0)) throw forbidden(actor);
	const calendar = await loadCalendar(db, college);
	if (!calendar) throw forbidden(actor);
	const date = dateAt(now, calendar.settings.time_zone);
	const duty = dutyOn(calendar, date);
	const head = { now: now.toISOString(), date, time_zone: calendar.settings.time_zone };
	if (duty.kind !== 'owed') return { ...head, night: null, levels: [], empty: [], stand_ins: [] };
	const all = await lookAtPosts(db, college, date, duty.stayOver);
	const { levels, empty, standIns } = whole ? all : within(all, buildings);
	const { opensAt, closesAt } = duty.window;
	return {
		...head,
		night: { opens_at: opensAt.toISOString(), closes_at: closesAt.toISOString(), occasion: duty.occasion },
		levels: whole ? levels : [],
		empty: empty.map(({ id, code, name, level, residents, coveredBy }) => ({
			grid: id,
			code,
			name,
			level,
			residents,
			covered_by: coveredBy && { name: coveredBy.name, phone: coveredBy.phone, position: coveredBy.position },
		})),
		stand_ins: standIns.map(({ grid, code, level, name, phone, endsOn }) => ({
			grid,
			code,
			level,
			name,
			phone,
			ends_on: endsOn,
		})),
	};
}

/** Who could stand in for a grid tonight, the nearest first. */
export async function showCandidates(
	db: Knex,
	actor: Actor,
	asked: { college: number | null; grid: number },
): Promise<CandidatesAnswer> {
	const place = await findPlace(db, { grid: asked.grid });
	const building = place?.building ?? null;
	const entitled =
		place !== null &&
		(isWorkingGroup(actor, place.college) ||
			(place.level !== 1 && actor.scopes.some((scope) => scope.building !== null && scope.building === building)));
	if (place === null || building === null || !entitled) throw forbidden(actor);
	const { level } = place;
	const position = level === 3 ? 'unit_leader' : level === 2 ? 'floor_head' : 'building_head';
	const people = new Map<string, CandidatesAnswer['candidates'][number] & { near: boolean }>();
	for (const one of await findCandidates(db, building)) {
		const near = one.floor !== null && one.floor === place.floor;
		const { person, name, phone, position: holds, place: code } = one;
		const known = people.get(person);
		if (!known || (near && !known.near))
			people.set(person, { person, name, phone, position: holds, place: code, near });
	}
	const candidates = [...people.values()]
		.toSorted((a, b) => Number(b.near) - Number(a.near) || a.place.localeCompare(b.place, 'en', { numeric: true }))
		.map(({ near: _, ...candidate }) => candidate);
	return { grid: asked.grid, position, candidates };
}

async function lookAtPosts(db: Knex, college: number, date: string, stayOver: number | null): Promise<Preflight> {
	return judgePosts(await findDutyGrids(db, { college, date, stayOver }), await findHolders(db, college));
}

function dutyOn({ settings, rules, reportsFrom }: CollegeCalendar, date: string): NightDuty {
	if (reportsFrom === null || compareDates(date, reportsFrom) < 0) return { kind: 'not_owed', rule: 0 };
	return nightDuty(date, settings, rules);
}

function within({ levels, empty, standIns }: Preflight, buildings: readonly number[]): Preflight {
	const own = ({ building }: { building: number }) => buildings.includes(building);
	return { levels, empty: empty.filter(own), standIns: standIns.filter(own) };
}

function lineOf(language: Language, { code, residents, coveredBy }: EmptyPost): string {
	return coveredBy
		? say(language, 'preflight.empty', { code, residents, name: coveredBy.name, phone: coveredBy.phone })
		: say(language, 'preflight.empty_uncovered', { code, residents });
}

function forbidden(actor: Actor): Error {
	return refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}
