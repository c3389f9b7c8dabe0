import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import type { HistoryLine } from '../../faults/history.ts';
import { atClock, type CleanNight } from '../clean-night.ts';
import { type Corruption, copyRow, nothing, ofUnit } from './means.ts';

function told(clean: CleanNight, line: Partial<HistoryLine>): HistoryLine {
	const at = atClock('22:25:00').getTime();
	const { night, grid } = ofUnit(clean, 0);
	return {
		type: 'ok',
		at,
		sentAt: at,
		person: clean.college.leaderOf(grid),
		key: 'a-key-of-a-client',
		night,
		grid,
		...line,
	};
}

async function keyOf(trx: Knex, submission: string): Promise<void> {
	await trx(C.nightSubmissions).where({ id: submission }).update({ client_key: 'a-key-of-a-client' });
}

/** I4 to I6: what was acknowledged, when, and what it adds up to. */
export const OF_SUBMISSIONS: readonly Corruption[] = [
	{
		breaks: 'I4',
		what: 'an entry of a submission that is not there',
		corrupt: (trx, { submissions }) => trx(C.nightSubmissions).where({ id: submissions.absent }).delete(),
	},
	{
		breaks: 'I4',
		what: 'a submission that no report counts',
		corrupt: (trx, { submissions }) =>
			copyRow(
				trx,
				C.nightSubmissions,
				{ id: submissions.allIn },
				{ id: randomUUID(), number: 2, client_key: 'another-key' },
			),
	},
	{
		breaks: 'I4',
		what: 'one key, two submissions',
		corrupt: (trx, { submissions }) =>
			copyRow(trx, C.nightSubmissions, { id: submissions.allIn }, { id: randomUUID() }),
	},
	{
		breaks: 'I4',
		what: 'a submission without its key',
		corrupt: (trx, { submissions }) =>
			trx(C.nightSubmissions).where({ id: submissions.allIn }).update({ client_key: null }),
	},
	{
		breaks: 'I4',
		what: 'half of its entries',
		corrupt: (trx, { submissions }) =>
			trx(C.nightEntries).where({ submission: submissions.absent }).update({ unit: null }),
	},
	{
		breaks: 'I4',
		what: 'acknowledged and lost',
		corrupt: nothing,
		facts: (clean) => ({ history: [told(clean, { id: randomUUID() })] }),
	},
	{
		breaks: 'I4',
		what: 'refused, yet there',
		corrupt: (trx, { submissions }) => keyOf(trx, submissions.absent),
		facts: (clean) => ({ history: [told(clean, { type: 'fail', code: 'GRID_UNBALANCED' })] }),
	},
	{
		breaks: 'I4',
		what: 'accepted twice',
		corrupt: (trx, { submissions }) => keyOf(trx, submissions.absent),
		facts: (clean) => ({
			history: [told(clean, { id: clean.submissions.absent }), told(clean, { id: clean.submissions.absent })],
		}),
	},
	{
		breaks: 'I5',
		what: 'received on time, yet missing',
		corrupt: (trx, clean) => trx(C.nightReports).where(ofUnit(clean, 0)).update({ state: 'missing' }),
	},
	{
		breaks: 'I5',
		what: 'received after the cut-off, yet on time',
		corrupt: (trx, { submissions }) =>
			trx(C.nightSubmissions)
				.where({ id: submissions.allIn })
				.update({ received_at: atClock('22:40:01') }),
	},
	{
		breaks: 'I5',
		what: 'answered before the cut-off, yet late',
		corrupt: nothing,
		facts: (clean) => ({
			history: [
				told(clean, {
					person: clean.college.leaderOf(ofUnit(clean, 3).grid),
					id: clean.submissions.late,
					at: atClock('22:39:00').getTime(),
				}),
			],
		}),
	},
	{
		breaks: 'I6',
		what: 'a room that does not balance',
		corrupt: (trx, { submissions, college }) =>
			trx(C.nightSubmissions)
				.where({ id: submissions.allIn })
				.update({
					rooms: JSON.stringify(
						college.units[1]?.rooms.map((room, index) => ({ room: room.id, present: index === 0 ? 2 : 4 })),
					),
				}),
	},
	{
		breaks: 'I6',
		what: 'a report that is not its submission',
		corrupt: (trx, clean) => trx(C.nightReports).where(ofUnit(clean, 0)).update({ present: 6 }),
	},
	{
		breaks: 'I6',
		what: 'a building that is not the sum of its units',
		corrupt: (trx, { night, college }) =>
			trx(C.nightReports).where({ night, grid: college.building }).update({ not_returned: 0 }),
	},
	{
		breaks: 'I6',
		what: 'totals that entries do not make',
		corrupt: (trx, { night }) => trx(C.nightSummaries).where({ night }).update({ not_returned: 7 }),
	},
	{
		breaks: 'I6',
		what: 'departments that are not the grids',
		corrupt: async (trx, { night, college }) =>
			await trx(C.nightSummaries)
				.where({ night })
				.update({
					departments: JSON.stringify([
						{
							department: college.departments[0],
							residents: 24,
							late_return: 1,
							not_returned: 2,
							on_leave: 1,
							unaccounted: 0,
						},
					]),
				}),
	},
];
