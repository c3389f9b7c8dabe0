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
		what: 'a working group that was not told of a student without a counsellor',
		corrupt: async (trx, { night, college }) => {
			await trx(C.nightEditions).where({ night, counsellor: college.workingGroup }).delete();
			await trx(C.outbox).where({ night, kind: 'edition', recipient: college.workingGroup }).delete();
		},
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
		what: 'a counsellor who had left office before the close',
		corrupt: async (trx, { college }) => {
			const [person] = college.counsellors;
			await trx(C.staffAssignments)
				.where({ person })
				.update({ ended_at: atClock('22:30:00') });
			await trx(C.staffScopes).where({ person }).delete();
			await trx('directus_access').where({ user: person }).delete();
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
				.where({ id: (await trx(C.outbox).where({ night, kind: 'edition' }).first('id')).id })
				.delete(),
	},
	{ breaks: 'I8', what: 'one key, two messages', corrupt: (trx, { night }) => copyRow(trx, C.outbox, { night }, {}) },
	{ breaks: 'I8', what: 'told twice', corrupt: async (trx) => await copyRow(trx, 'directus_notifications', {}, {}) },
	{ breaks: 'I8', what: 'sent and not arrived', corrupt: (trx) => trx('directus_notifications').delete() },
	{
		breaks: 'I8',
		what: 'a message that is said to be sent at no time',
		corrupt: (trx, { night }) => trx(C.outbox).where({ night }).update({ sent_at: null }),
	},
	{
		breaks: 'I8',
		what: 'a mail that nobody delivers',
		corrupt: async (trx, { night }) =>
			await copyRow(trx, C.outbox, { night }, { ...MAIL, key: 'x:mail', next_attempt_at: atClock('22:41:00') }),
	},
	{
		breaks: 'I8',
		what: 'a message given up without an attempt',
		corrupt: async (trx, { night }) =>
			await copyRow(trx, C.outbox, { night }, { ...MAIL, key: 'x:mail', state: 'dead', last_error: 'x' }),
	},
	{
		breaks: 'I8',
		what: 'a message marked sent that was never claimed',
		corrupt: async (trx, { night }) =>
			await copyRow(trx, C.outbox, { night }, { ...MAIL, key: 'x:mail', state: 'sent', sent_at: atClock('22:41:00') }),
	},
	{
		breaks: 'I8',
		what: 'a reminder beyond the budget',
		corrupt: async (trx, clean) => {
			for (const key of ['a', 'b', 'c']) await remindLate(trx, clean, key, 3);
		},
	},
	{
		breaks: 'I8',
		what: 'a reminder to somebody who has reported',
		corrupt: async (trx, clean) => await remindLate(trx, clean, 'a', 0),
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

const MAIL = { channel: 'mail', address: 'a@college.example', state: 'waiting', sent_at: null } as const;

/** A reminder to the leader of a unit, well after his report. */
async function remindLate(trx: Knex, { college, night }: CleanNight, mark: string, unit: number): Promise<void> {
	const at = atClock('22:38:00');
	const recipient = college.leaderOf(college.units[unit]?.id ?? 0);
	const told = { kind: 'reminder', recipient, subject: mark, message: mark, created_at: at, sent_at: at };
	await copyRow(trx, C.outbox, { night }, { ...told, key: `reminder:${night}:${mark}` });
	await trx('directus_notifications').insert({
		recipient,
		subject: mark,
		message: mark,
		timestamp: at,
		status: 'inbox',
	});
}
