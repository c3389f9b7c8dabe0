import type { Knex } from 'knex';
import { z } from 'zod';
import { CATEGORIES, MEASURE_GROUPS, type MeasureGroup } from '../../constants/issues.ts';
import { countByAge, findBuildings, findFeedbackDebts, findLegs } from '../../database/find-issue-measures.ts';
import { hasReach, placesOf } from '../../database/find-issues.ts';
import { findCollegeOf } from '../../database/find-nights.ts';
import { loadIssueClocks } from '../../database/issue-clocks.ts';
import { findOffices } from '../../database/issue-people.ts';
import { bookSpan } from '../../domain/book.ts';
import { addDays, dateAt, momentOn } from '../../domain/calendar.ts';
import { chooseRule } from '../../domain/escalation-rule.ts';
import {
	ageClasses,
	ageCuts,
	type Leg,
	measure,
	measureBy,
	type MeasuredLeg,
	measureLegs,
} from '../../domain/issue-measure.ts';
import { workingClock } from '../../domain/quiet-hours.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { IssueMeasuresAnswer, MeasureRow } from '../../types/issue-measures.ts';
import { MOST_KEY } from '../inputs/fields.ts';
import { invalidInput, parseInput } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

const key = z.coerce.number().int().positive().max(MOST_KEY).nullish();
const askedOf = z.object({
	from: z.iso.date().nullish(),
	to: z.iso.date().nullish(),
	building: key,
	category: z.enum(CATEGORIES).nullish(),
	office: key,
});

/** How issues went that were reported in a span, and how it stands with what is open now (DESIGN.md 6, DOMAIN.md 5). */
export async function showMeasures(db: Knex, actor: Actor, asked: unknown, now: Date): Promise<IssueMeasuresAnswer> {
	const { user } = actor;
	const college = user === null ? null : await findCollegeOf(db, actor);
	if (user === null || college === null || !hasReach(actor))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const { building = null, category = null, office = null, ...dates } = parseInput(askedOf, asked, actor.language);
	const { timeZone } = college;
	const span = bookSpan({ from: dates.from ?? null, to: dates.to ?? null }, dateAt(now, timeZone));
	if (span.kind !== 'span')
		throw invalidInput(actor.language, [{ path: 'from', message: say(actor.language, `book.${span.kind}`) }]);
	const question = { college: college.id, building, category, office };
	const from = momentOn(span.from, '00:00', timeZone);
	const until = momentOn(addDays(span.to, 1), '00:00', timeZone);
	const legs = await findLegs(db, actor, { ...question, from, until });
	const measured = measureLegs(legs, await loadMinutes(db, college.id, legs, now)).filter(isAsked(actor, office));
	const buildings = await findBuildings(db, college.id);
	const offices = await findOffices(db, college.id);
	return {
		now: now.toISOString(),
		time_zone: timeZone,
		person: { id: user, name: actor.name, language: actor.language },
		from: span.from,
		to: span.to,
		asked: { building, category, office },
		buildings,
		offices,
		whole: measure(measured),
		groups: groupsOf(measured, { offices, buildings }),
		ageing: ageClasses(await countByAge(db, actor, question, ageCuts(now))),
		debts: await findFeedbackDebts(db, actor, question, now),
	};
}

/** An office is shown what it had in hand, and not how the grids went about it. */
function isAsked(actor: Actor, office: number | null): (leg: Leg) => boolean {
	const { offices, ...grids } = placesOf(actor);
	const onlyOffices = !actor.admin && Object.values(grids).every((ids) => ids.length === 0);
	return (leg) =>
		(office === null || leg.office === office) &&
		(!onlyOffices || (leg.office !== null && offices.includes(leg.office)));
}

/** Reads a leg's clock: it stands still where the rule for its category and severity says so. */
async function loadMinutes(
	db: Knex,
	college: number,
	legs: readonly Leg[],
	now: Date,
): Promise<(leg: Leg, from: Date, until: Date) => number> {
	const settings = (await loadIssueClocks(db, college)).get(college);
	const first = legs.reduce((least, { startedAt }) => (startedAt < least ? startedAt : least), now);
	const working = settings ? workingClock(first, now, settings.quiet) : null;
	return ({ category, severity }, from, until) =>
		working !== null && settings && chooseRule(settings.rules, category, severity).quiet
			? working(from, until)
			: (until.getTime() - from.getTime()) / 60_000;
}

function groupsOf(
	legs: readonly MeasuredLeg[],
	names: { offices: { id: number; name: string }[]; buildings: { id: number; name: string }[] },
): Record<MeasureGroup, MeasureRow[]> {
	const rows = (group: MeasureGroup) =>
		measureBy(group, legs).map((row) => ({
			...row,
			name:
				group === 'offices' || group === 'buildings'
					? (names[group].find(({ id }) => String(id) === row.key)?.name ?? null)
					: null,
		}));
	const [levels, offices, categories, buildings] = MEASURE_GROUPS.map(rows);
	return { levels: levels ?? [], offices: offices ?? [], categories: categories ?? [], buildings: buildings ?? [] };
}
