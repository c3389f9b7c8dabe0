import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { POLICY_IDS } from '../../../extensions/dormitory-grid/src/constants/positions.ts';
import { isPostgres } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import type { HistoryLine } from '../faults/history.ts';
import { atClock, type CleanNight } from './clean-night.ts';
import type { Facts, InvariantId } from './violation.ts';

interface Corruption {
	breaks: InvariantId;
	what: string;
	corrupt: (trx: Knex, clean: CleanNight) => Promise<unknown>;
	facts?: (clean: CleanNight) => Partial<Facts>;
}

/** The schema forbids much of this: its keys are taken away first, so that the checker is asked and not the database. */
export async function withoutGuards(trx: Knex): Promise<void> {
	if (isPostgres(trx)) await trx.raw('set local session_replication_role = replica');
	else await trx.raw('pragma defer_foreign_keys = on');
	for (const index of [
		'night_reports_night_grid',
		'night_submissions_reporter_client_key',
		'night_submissions_night_grid_number',
	]) {
		await trx.raw('drop index if exists ??', [`grid_key_${index}`]);
	}
	if (isPostgres(trx)) await trx.raw('alter table ?? drop constraint if exists ??', [C.outbox, 'outbox_key_unique']);
	else await trx.raw('drop index if exists outbox_key_unique');
}

const nothing = async (): Promise<void> => undefined;
const ofUnit = (clean: CleanNight, index: number) => ({
	night: clean.night,
	grid: clean.college.units[index]?.id ?? 0,
});
const firstEdition = (trx: Knex, clean: CleanNight) =>
	trx(C.nightEditions).where({ night: clean.night, number: 1 }).orderBy('id').first();

async function copyRow(trx: Knex, table: string, where: object, changes: object): Promise<void> {
	const { id: _, ...row } = await trx(table).where(where).first();
	for (const [name, value] of Object.entries(row))
		if (value !== null && typeof value === 'object' && !(value instanceof Date)) row[name] = JSON.stringify(value);
	await trx(table).insert({ ...row, ...changes });
}

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

export const CORRUPTIONS: readonly Corruption[] = [
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
	{
		breaks: 'I7',
		what: 'a counsellor who was not told',
		corrupt: async (trx, clean) =>
			await trx(C.nightEditions)
				.where({ counsellor: (await firstEdition(trx, clean)).counsellor })
				.delete(),
	},
	{
		breaks: 'I7',
		what: 'a hash of something else',
		corrupt: async (trx, clean) =>
			await trx(C.nightEditions)
				.where({ id: (await firstEdition(trx, clean)).id })
				.update({ hash: 'f'.repeat(64) }),
	},
	{
		breaks: 'I7',
		what: 'someone else’s student',
		corrupt: async (trx, clean) => {
			const [mine, other] = clean.college.counsellors;
			const stranger = await trx(C.students).where({ counsellor: other }).first('id');
			const content = JSON.stringify({ students: [{ student: stranger.id, kind: 'not_returned' }], gaps: [] });
			await trx(C.nightEditions)
				.where({ counsellor: mine, number: 1 })
				.update({ content, hash: createHash('sha256').update(content).digest('hex') });
		},
	},
	{
		breaks: 'I7',
		what: 'the same edition twice',
		corrupt: async (trx, clean) =>
			await copyRow(trx, C.nightEditions, { id: (await firstEdition(trx, clean)).id }, { number: 3 }),
	},
	{
		breaks: 'I8',
		what: 'an edition that nobody was told of',
		corrupt: async (trx, { night }) =>
			await trx(C.outbox)
				.where({ id: (await trx(C.outbox).where({ night }).first('id')).id })
				.delete(),
	},
	{ breaks: 'I8', what: 'one key, two messages', corrupt: (trx, { night }) => copyRow(trx, C.outbox, { night }, {}) },
	{ breaks: 'I8', what: 'told twice', corrupt: async (trx) => await copyRow(trx, 'directus_notifications', {}, {}) },
	{ breaks: 'I8', what: 'sent and not arrived', corrupt: (trx) => trx('directus_notifications').delete() },
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
	{
		breaks: 'I13',
		what: 'a scope that outlives its post',
		corrupt: (trx, { college }) =>
			trx(C.staffAssignments)
				.where({ person: college.workingGroup })
				.update({ ended_at: atClock('22:00:00') }),
	},
	{
		breaks: 'I13',
		what: 'a policy without a post',
		corrupt: (trx, { college }) =>
			trx('directus_access').insert({
				id: randomUUID(),
				user: college.counsellors[0],
				policy: POLICY_IDS.working_group,
			}),
	},
	{
		breaks: 'I13',
		what: 'a post without its scope',
		corrupt: (trx, { college }) => trx(C.staffScopes).where({ person: college.workingGroup }).delete(),
	},
	{
		breaks: 'I14',
		what: 'a rejection nobody awaited',
		corrupt: nothing,
		facts: () => ({ logs: ['{"level":50,"msg":"A rejection that nobody awaited"}'] }),
	},
];
