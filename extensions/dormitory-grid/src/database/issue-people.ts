import type { Knex } from 'knex';
import { frequentQuestion, isAmong, type ListValue, listValue } from './frequent-question.ts';
import { COLLECTIONS } from '../constants/collections.ts';
import { groupBy } from '../domain/group-by.ts';
import { type Holder, holderKey } from '../domain/issue-holder.ts';
import { addReceiptFollower } from './public.ts';

/** Who said "me too", by issue. */
export async function findFollowers(db: Knex, issues: readonly number[]): Promise<Map<number, string[]>> {
	if (issues.length === 0) return new Map();
	const rows: { issue: number; person: string }[] = await db(COLLECTIONS.issueFollowers)
		.whereIn('issue', [...issues])
		.whereNotNull('person')
		.select('issue', 'person');
	const grouped = groupBy(rows, ({ issue }) => issue);
	return new Map([...grouped].map(([issue, own]) => [issue, own.map(({ person }) => person)]));
}

/** Who raised what was merged into the issues, at once or by way of another, by issue. */
export async function findMergedReporters(db: Knex, issues: readonly number[]): Promise<Map<number, string[]>> {
	if (issues.length === 0) return new Map();
	const rows: { root: number; reporter: string }[] = await db
		.withRecursive('merged', (first) => {
			void first
				.from(COLLECTIONS.issues)
				.whereIn('merged_into', [...new Set(issues)])
				.select('id', 'reporter', { root: 'merged_into' })
				.unionAll((next) => {
					void next
						.from(`${COLLECTIONS.issues} as i`)
						.join('merged as m', 'm.id', 'i.merged_into')
						.select('i.id', 'i.reporter', 'm.root');
				});
		})
		.from('merged')
		.whereNotNull('reporter')
		.select('root', 'reporter');
	const grouped = groupBy(rows, ({ root }) => root);
	return new Map([...grouped].map(([issue, own]) => [issue, own.map(({ reporter }) => reporter)]));
}

/** @returns whether the person did not follow it before */
export async function addFollower(
	trx: Knex,
	follower: { issue: number; person: string; college: number; since: Date },
): Promise<boolean> {
	const added = await trx(COLLECTIONS.issueFollowers)
		.insert(follower)
		.onConflict(['issue', 'person'])
		.ignore()
		.returning('id');
	if (added.length > 0) await trx(COLLECTIONS.issues).where({ id: follower.issue }).increment('followers', 1);
	return added.length > 0;
}

/** Whoever raised or followed a duplicate follows the issue that it is merged into. */
export async function moveFollowers(trx: Knex, from: number, into: number, now: Date): Promise<void> {
	const { issues, issueFollowers } = COLLECTIONS;
	const reporter = trx(issues).where({ id: from }).whereNotNull('reporter').select('reporter as person', 'college');
	const followers = trx(issueFollowers).where({ issue: from }).whereNotNull('person').select('person', 'college');
	const people: { person: string; college: number }[] = [...(await reporter), ...(await followers)];
	const main = await trx(issues).where({ id: into }).first('reporter');
	for (const { person, college } of people) {
		if (person !== main?.reporter) await addFollower(trx, { issue: into, person, college, since: now });
	}
	const raised = trx(COLLECTIONS.issueContacts).where({ issue: from }).select('receipt', 'college');
	const strangers = trx(issueFollowers).where({ issue: from }).whereNotNull('receipt').select('receipt', 'college');
	const receipts: { receipt: string; college: number }[] = [...(await raised), ...(await strangers)];
	for (const { receipt, college } of receipts)
		await addReceiptFollower(trx, { issue: into, receipt, college, since: now });
}

/** How holders are called on the screen, by {@link holderKey}; the working group has no name of its own. */
export async function findHolderNames(db: Knex, holders: readonly Holder[]): Promise<Map<string, string>> {
	return (await findWording(db, [], holders)).names;
}

function idsOf(holders: readonly Holder[]): { grids: number[]; offices: number[] } {
	return {
		grids: [...new Set(holders.flatMap((holder) => (holder.kind === 'grid' ? holder.grid : [])))],
		offices: [...new Set(holders.flatMap((holder) => (holder.kind === 'office' ? holder.office : [])))],
	};
}

type WordRow = { kind: 'person' | 'grid' | 'office'; id: string; word: string | null };

const askForWords = frequentQuestion<Record<'people' | 'grids' | 'offices', ListValue>, WordRow>(
	'grid_wording',
	(db, { people, grids, offices }) => {
		const key = db.raw('cast(id as varchar(36))');
		return db('directus_users')
			.where(isAmong(db, 'id', 'uuid', people))
			.select({ kind: db.raw("'person'"), id: key, word: 'language' })
			.unionAll([
				db(COLLECTIONS.grids)
					.where(isAmong(db, 'id', 'integer', grids))
					.select(db.raw("'grid'"), key, 'code'),
				db(COLLECTIONS.departments)
					.where(isAmong(db, 'id', 'integer', offices))
					.select(db.raw("'office'"), key, 'name'),
			]);
	},
);

/** In what language people are told, and what holders are called, in one question. */
export async function findWording(
	db: Knex,
	people: readonly string[],
	holders: readonly Holder[],
): Promise<{ languages: Map<string, string | null>; names: Map<string, string> }> {
	const { grids, offices } = idsOf(holders);
	const rows = await askForWords(db, {
		people: listValue(db, people),
		grids: listValue(db, grids),
		offices: listValue(db, offices),
	});
	const languages = new Map<string, string | null>();
	const names = new Map<string, string>();
	for (const { kind, id, word } of rows) {
		if (kind === 'person') languages.set(id, word);
		else if (kind === 'grid') names.set(holderKey({ kind, level: 1, grid: Number(id) }), word ?? '');
		else names.set(holderKey({ kind, office: Number(id) }), word ?? '');
	}
	return { languages, names };
}

/** Offices of a college that an issue can be given to. */
export async function findOffices(db: Knex, college: number): Promise<{ id: number; name: string }[]> {
	return await db(COLLECTIONS.departments).where({ college, kind: 'office' }).orderBy('id').select('id', 'name');
}
