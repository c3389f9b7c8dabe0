import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../../constants/languages.ts';
import { findScopesOf } from '../../database/find-actor.ts';
import { findFollowers, findMergedReporters, findWording } from '../../database/issue-people.ts';
import type { KnownIssue } from '../../database/issue-rows.ts';
import { findOnDuty } from '../../database/on-duty.ts';
import { dayAndTime } from '../../domain/calendar.ts';
import { groupBy } from '../../domain/group-by.ts';
import { audienceOf } from '../../domain/issue-audience.ts';
import { readsAll, speechOf } from '../../domain/issue-speech.ts';
import { rolesOf } from '../../domain/issue-step.ts';
import type { Issue, Step } from '../../domain/issue.ts';
import { type Holder, holderKey } from '../../domain/issue-holder.ts';
import type { OfficeHolder } from '../../domain/ladder.ts';
import type { Scope } from '../../domain/scope.ts';
import { say } from '../../lang/say.ts';
import { type Message, notify } from '../notify.ts';
import { COLLECTIONS } from '../../constants/collections.ts';

/** A step that was taken, with the issue before and after it. */
export interface Happening {
	/** As it is after the step. */
	known: Pick<KnownIssue, 'id' | 'title' | 'placeName' | 'timeZone' | 'issue'>;
	before: Issue;
	step: Step;
	note: string | null;
	/** Who took it; '' where it happened by itself. */
	byName: string;
}

/**
 * Tells everybody whom the steps concern, in the caller's transaction: one message a person, however many of his issues
 * have moved, in a constant number of statements. @returns how many people were told
 */
export async function tellSteps(trx: Knex, happenings: readonly Happening[], now: Date): Promise<number> {
	const audiences = happenings.map((happening) => ({
		happening,
		...audienceOf(happening.before, happening.known.issue, happening.step),
	}));
	const colleges = [...new Set(happenings.map(({ known }) => known.issue.place.college))];
	const staff = await findStaff(
		trx,
		audiences.flatMap(({ holders }) => holders),
		colleges,
	);
	const followers = await findFollowers(
		trx,
		audiences.flatMap((audience) => (audience.followers ? audience.happening.known.id : [])),
	);
	const candidates = audiences.flatMap(({ happening, holders, people, ...audience }) => {
		const { known, step } = happening;
		const { about, place } = known.issue;
		const told = new Set([
			...people,
			...holders.flatMap((holder) => peopleOf(holder, place.college, staff)),
			...(audience.followers ? (followers.get(known.id) ?? []) : []),
		]);
		return [...told]
			.filter((person) => person !== step.by && person !== about)
			.map((person) => ({ person, happening }));
	});
	const lines = await keepReaders(trx, candidates, now);
	if (lines.length === 0) return 0;
	const byPerson = groupBy(lines, ({ person }) => person);
	const { languages, names } = await findWording(
		trx,
		[...byPerson.keys()],
		happenings.map(({ known }) => known.issue.holder),
	);
	const messages = [...byPerson].map(([person, own]): Message => {
		const language = chooseLanguage(languages.get(person));
		const [first] = own;
		const only = own.length === 1 ? first?.happening : undefined;
		return {
			key: keyOf(
				own.map(({ happening }) => happening),
				person,
			),
			college: first?.happening.known.issue.place.college ?? null,
			night: null,
			kind: 'issue',
			recipient: person,
			subject: only ? subjectOf(language, only) : say(language, 'issue.subject.many', { count: own.length }),
			message: own.flatMap((line) => linesOf(language, line, names, own.length > 1)).join('\n'),
			mail: own.some(({ happening }) => isPressing(happening)),
			...(only ? { collection: COLLECTIONS.issues, item: String(only.known.id) } : {}),
		};
	});
	await notify(trx, { now, messages });
	return byPerson.size;
}

interface Line {
	person: string;
	happening: Happening;
	/** Whether he reads what the staff say to one another. */
	readsAll: boolean;
}

/**
 * A message goes to who can read the issue at this moment: not to whoever took or settled it and has no post there any
 * more. Whoever raised it, or what was merged into it, hears what is for him.
 */
async function keepReaders(trx: Knex, candidates: readonly Omit<Line, 'readsAll'>[], now: Date): Promise<Line[]> {
	const posts = await findScopesOf(trx, [...new Set(candidates.filter(needsPosts).map(({ person }) => person))], now);
	const outside = candidates.filter(
		({ person, happening: { known } }) => known.issue.reporter !== person && !readsByPost(known.issue, person, posts),
	);
	const merged = await findMergedReporters(
		trx,
		outside.map(({ happening }) => happening.known.id),
	);
	return candidates.flatMap((line): Line[] => {
		const { person, happening } = line;
		const { id, issue } = happening.known;
		if (readsByPost(issue, person, posts)) return [{ ...line, readsAll: true }];
		const raised = issue.reporter === person || merged.get(id)?.includes(person) === true;
		return raised && speechOf(happening.step) !== 'hidden' ? [{ ...line, readsAll: false }] : [];
	});
}

/** Whoever raised it hears of it whatever posts he holds; they tell only whether he reads more than what is for him. */
function needsPosts({ person, happening: { known, note, step } }: Omit<Line, 'readsAll'>): boolean {
	const saysMore = speechOf(step) === 'hidden' || (speechOf(step) === 'fact' && note !== null);
	return known.issue.reporter !== person || saysMore;
}

/** Whether the person reads the issue by what he answers for. */
function readsByPost(issue: Issue, user: string, posts: ReadonlyMap<string, Scope[]>): boolean {
	const scopes = posts.get(user) ?? [];
	return scopes.length > 0 && readsAll(rolesOf({ user, admin: false, language: 'zh-CN', name: '', scopes }, issue));
}

/** A step is told once: its issue and number are its key. */
function keyOf(happenings: readonly Happening[], person: string): string {
	const ids = happenings.map(({ known }) => `${known.id}.${known.issue.steps}`);
	return `issue:${ids[0] ?? ''}${ids.length > 1 ? `+${ids.length - 1}` : ''}:${person}`;
}

async function findStaff(
	trx: Knex,
	holders: readonly Holder[],
	colleges: readonly number[],
): Promise<readonly OfficeHolder[]> {
	if (holders.length === 0) return [];
	const grids = holders.flatMap((holder) => (holder.kind === 'grid' ? holder.grid : []));
	return await findOnDuty(trx, {
		units: grids,
		floors: grids,
		buildings: grids,
		departments: holders.flatMap((holder) => (holder.kind === 'office' ? holder.office : [])),
		colleges: holders.some(({ kind }) => kind === 'group') ? colleges : [],
	});
}

function peopleOf(holder: Holder, college: number, staff: readonly OfficeHolder[]): string[] {
	return staff
		.filter((one) => {
			switch (holder.kind) {
				case 'grid':
					return [one.unit, one.floor, one.building].includes(holder.grid);
				case 'office':
					return one.position === 'responsible_office' && one.department === holder.office;
				case 'group':
					return one.position === 'working_group' && one.college === college;
			}
		})
		.map(({ person }) => person);
}

/** By mail, too: what somebody has to act on, and what the student waits for. */
function isPressing({ step }: Happening): boolean {
	return !['take', 'answer', 'grant', 'refuse', 'merge'].includes(step.kind);
}

function subjectOf(language: Language, { known, step }: Happening): string {
	return say(language, 'issue.subject', {
		id: known.id,
		title: known.issue.confidential ? say(language, 'issue.confidential') : known.title,
		what: say(language, `issue.did.${isForRuling(step) ? 'explain_again' : step.kind}`),
	});
}

/** Said to be unsolvable for the second time. */
function isForRuling({ kind, to }: Step): boolean {
	return kind === 'explain' && to !== null;
}

/** What happened, with whom it is now and until when, and what was said. */
function linesOf(
	language: Language,
	{ happening, readsAll: hearsAll }: Line,
	names: ReadonlyMap<string, string>,
	inList: boolean,
): string[] {
	const { known, note, byName, step } = happening;
	const { issue, timeZone, placeName } = known;
	const holder = names.get(holderKey(issue.holder)) ?? say(language, 'issue.holder.group');
	const due = issue.state === 'reported' ? issue.takeDueAt : (issue.settleDueAt ?? issue.closeDueAt);
	const where =
		due === null || issue.state === 'closed'
			? say(language, 'issue.with', { holder, place: placeName })
			: say(language, 'issue.with_until', { holder, place: placeName, due: dayAndTime(due, timeZone) });
	const head = inList ? [subjectOf(language, happening)] : [];
	// Messages are read by others than whom they are for (the book of messages, a mailbox): a confidential case is read on
	// its page alone.
	const isSilent = issue.confidential || !(hearsAll || speechOf(step) === 'words');
	const said = note === null || note === '' || isSilent ? [] : [byName === '' ? note : `${byName}：${note}`];
	return [...head, where, ...(inList ? [] : said)].map((line) => `- ${line}`);
}
