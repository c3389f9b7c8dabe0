import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import type { CleanNight } from '../clean-night.ts';
import type { Corruption } from './means.ts';

const open = (trx: Knex) => trx(C.issues).whereNot('state', 'closed').whereNotNull('holder_grid').orderBy('id').first();
const closed = (trx: Knex) => trx(C.issues).where('state', 'closed').orderBy('id').first();
const change = (what: string, of: (trx: Knex) => Promise<{ id: number }>, row: object): Corruption => ({
	breaks: 'I10',
	what,
	corrupt: async (trx) =>
		await trx(C.issues)
			.where({ id: (await of(trx)).id })
			.update(row),
});

/** I10: what an issue can be that it must not be. */
export const OF_ISSUES: readonly Corruption[] = [
	change('an issue that nobody holds', open, { holder_level: null, holder_grid: null }),
	change('a closed issue whose reporter was not told', closed, { told_at: null }),
	change('a closed issue whose clock runs', closed, { next_due_at: new Date('2090-01-01') }),
	change('an open issue without a clock', open, { next_due_at: null }),
	change('an issue that is overdue and stays where it is', open, { next_due_at: new Date('2020-01-01') }),
	change('an issue that is said to be settled, and no step settled it', open, { state: 'settled' }),
	{
		breaks: 'I10',
		what: 'an issue with two holders',
		corrupt: async (trx, { college }) =>
			await trx(C.issues)
				.where({ id: (await open(trx)).id })
				.update({ holder_office: college.departments[0] }),
	},
	{
		breaks: 'I10',
		what: 'an issue in other hands than its steps say',
		corrupt: async (trx, { college }) => {
			const { id, holder_grid } = await open(trx);
			const other = [college.building, ...college.floors].find((grid) => grid !== holder_grid);
			await trx(C.issues).where({ id }).update({ holder_grid: other });
		},
	},
	{
		breaks: 'I10',
		what: 'a lost step',
		corrupt: async (trx) => {
			const { id, steps } = await closed(trx);
			await trx(C.issueSteps)
				.where({ issue: id, number: steps - 1 })
				.delete();
		},
	},
	{
		breaks: 'I10',
		what: 'a settlement verified by who settled it',
		corrupt: async (trx) => {
			const { id, settled_by } = await closed(trx);
			await trx(C.issues).where({ id }).update({ verified_by: settled_by });
		},
	},
	{
		breaks: 'I10',
		what: 'an issue where nobody is in office any more',
		corrupt: async (trx) => {
			const { holder_grid: grid } = await open(trx);
			await trx(C.staffScopes).where({ unit: grid }).orWhere({ floor: grid }).orWhere({ building: grid }).delete();
		},
	},
	{
		breaks: 'I10',
		what: 'an escalation that told nobody',
		corrupt: async (trx: Knex, _: CleanNight) => await trx(C.outbox).where({ kind: 'issue' }).delete(),
	},
];
