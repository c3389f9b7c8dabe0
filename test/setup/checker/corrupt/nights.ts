import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import { atClock } from '../clean-night.ts';
import { type Corruption, copyRow, ofUnit } from './means.ts';

/** I1 to I3, I9, I11, I12: the list, the states and the clock. */
export const OF_NIGHTS: readonly Corruption[] = [
	{
		breaks: 'I1',
		what: 'a second regular night of a date',
		corrupt: (trx, { night }) => copyRow(trx, C.nights, { id: night }, { key: 'another' }),
	},
	{
		breaks: 'I1',
		what: 'a frozen unit without a report',
		corrupt: (trx, clean) => trx(C.nightReports).where(ofUnit(clean, 3)).delete(),
	},
	{
		breaks: 'I1',
		what: 'a resident less than was frozen',
		corrupt: async (trx, { night }) =>
			await trx(C.nightResidents)
				.where({ id: (await trx(C.nightResidents).where({ night }).first('id')).id })
				.delete(),
	},
	{
		breaks: 'I1',
		what: 'two reports of a grid',
		corrupt: (trx, clean) => copyRow(trx, C.nightReports, ofUnit(clean, 1), {}),
	},
	{
		breaks: 'I2',
		what: 'a report still due in a closed night',
		corrupt: (trx, clean) =>
			trx(C.nightReports).where({ night: clean.night, grid: clean.college.building }).update({ state: 'due' }),
	},
	{
		breaks: 'I2',
		what: 'counts that do not add up',
		corrupt: (trx, { night }) => trx(C.nightSummaries).where({ night }).update({ units_missing: 3 }),
	},
	{
		breaks: 'I2',
		what: 'a closed night without a summary',
		corrupt: (trx, { night }) => trx(C.nightSummaries).where({ night }).delete(),
	},
	{
		breaks: 'I3',
		what: 'late that became on time',
		corrupt: (trx, clean) => trx(C.nightReports).where(ofUnit(clean, 3)).update({ state: 'on_time' }),
	},
	{
		breaks: 'I3',
		what: 'closed without a moment',
		corrupt: (trx, { night }) => trx(C.nights).where({ id: night }).update({ closed_at: null }),
	},
	{
		breaks: 'I3',
		what: 'closed a second time',
		corrupt: (trx, { night }) =>
			trx(C.nights)
				.where({ id: night })
				.update({ closed_at: atClock('22:40:05'), closed_late_by: 5 }),
	},
	{
		breaks: 'I9',
		what: 'closed half a minute late',
		corrupt: (trx, { night }) =>
			trx(C.nights)
				.where({ id: night })
				.update({ closed_at: atClock('22:40:31'), closed_late_by: 31 }),
	},
	{
		breaks: 'I9',
		what: 'closed before its time',
		corrupt: (trx, { night }) =>
			trx(C.nights)
				.where({ id: night })
				.update({ closed_at: atClock('22:39:59'), closed_late_by: -1 }),
	},
	{
		breaks: 'I9',
		what: 'open past its cut-off',
		corrupt: (trx, { night }) => trx(C.nights).where({ id: night }).update({ state: 'open', closed_at: null }),
	},
	{
		breaks: 'I11',
		what: 'a night that should have opened',
		corrupt: (trx, { night }) =>
			copyRow(
				trx,
				C.nights,
				{ id: night },
				{ key: 'another', state: 'planned', date: atClock('23:00:00'), opened_at: null, closed_at: null },
			),
	},
	{
		breaks: 'I11',
		what: 'totals that wait',
		corrupt: (trx, { night }) => trx(C.nightSummaries).where({ night }).update({ computed_at: null }),
	},
	{
		breaks: 'I12',
		what: 'a closed night open again',
		corrupt: (trx, { night }) => trx(C.nights).where({ id: night }).update({ state: 'open' }),
	},
	{
		breaks: 'I12',
		what: 'a message that was changed after it went out',
		corrupt: (trx, { night }) => trx(C.outbox).where({ night }).update({ message: 'x' }),
	},
];
