import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import { POLICY_IDS } from '../../../../extensions/dormitory-grid/src/constants/positions.ts';
import { atClock, type CleanNight } from '../clean-night.ts';
import { type Corruption, copyRow, nothing } from './means.ts';

const firstEdition = (trx: Knex, clean: CleanNight) =>
	trx(C.nightEditions).where({ night: clean.night, number: 1 }).orderBy('id').first();

/** I7, I8, I13, I14: what counsellors were told, who still has access, what got away. */
export const OF_AFTERMATH: readonly Corruption[] = [
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
