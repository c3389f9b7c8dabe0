import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import { atClock, type CleanNight } from '../clean-night.ts';
import { type Corruption, copyRow } from './means.ts';

const steps = (trx: Knex, { night }: CleanNight) => trx(C.nightLadderSteps).where({ night });
const absence = async (trx: Knex, { night }: CleanNight, state: string): Promise<number> =>
	(await trx(C.nightAbsences).where({ night, state }).first('id')).id;

/** How far who is missed has climbed, and who was told of it. */
export const OF_LADDER: readonly Corruption[] = [
	{
		breaks: 'ladder',
		what: 'a step that was not taken',
		corrupt: async (trx, clean) => {
			await steps(trx, clean).delete();
			await trx(C.nightAbsences).where({ night: clean.night }).update({ ladder_step: 0 });
		},
	},
	{
		breaks: 'ladder',
		what: 'the second step before the first',
		corrupt: (trx, clean) => steps(trx, clean).update({ number: 2 }),
	},
	{
		breaks: 'ladder',
		what: 'a step the absence does not know of',
		corrupt: (trx, { night }) => trx(C.nightAbsences).where({ night }).update({ ladder_step: 0 }),
	},
	{
		breaks: 'ladder',
		what: 'a step of a student who is back',
		corrupt: async (trx, clean) => {
			const back = await absence(trx, clean, 'back');
			await copyRow(trx, C.nightLadderSteps, { night: clean.night }, { absence: back, told: 0, reached: '[]' });
			await trx(C.nightAbsences).where({ id: back }).update({ ladder_step: 1 });
		},
	},
	{
		breaks: 'ladder',
		what: 'an untold step of a student who was back after its minute',
		corrupt: (trx, { night }) =>
			trx(C.nightAbsences)
				.where({ night, state: 'back' })
				.update({ settled_at: atClock('23:00:19') }),
	},
	{
		breaks: 'ladder',
		what: 'a step told to the wrong person',
		corrupt: async (trx, { night, college }) =>
			await trx(C.outbox)
				.where({ night, kind: 'ladder', channel: 'notification' })
				.update({ recipient: college.leaderOf(college.units[3]?.id ?? 0) }),
	},
	{
		breaks: 'ladder',
		what: 'a step told to the post after the one that was filled',
		corrupt: async (trx, clean) => {
			const [recipient, reached] = [clean.college.workingGroup, JSON.stringify(['working_group'])];
			await trx(C.outbox).where({ night: clean.night, kind: 'ladder', channel: 'notification' }).update({ recipient });
			await steps(trx, clean).update({ reached });
		},
	},
	{
		breaks: 'ladder',
		what: 'a last step that told nobody, with nobody in office',
		corrupt: async (trx, clean) => {
			const { college, night } = clean;
			await trx(C.staffAssignments)
				.where({ college: college.college })
				.update({ ended_at: atClock('22:42:00') });
			await trx(C.colleges)
				.where({ id: college.college })
				.update({ ladder: '[{"after":20,"positions":["counsellor"]}]' });
			await trx(C.outbox).where({ night, kind: 'ladder' }).delete();
			await steps(trx, clean).update({ told: 0, reached: '[]' });
		},
	},
	{
		breaks: 'ladder',
		what: 'a step that asked for somebody else',
		corrupt: (trx, clean) => steps(trx, clean).update({ positions: JSON.stringify(['floor_head']) }),
	},
	{
		breaks: 'ladder',
		what: 'a step before its time',
		corrupt: (trx, clean) => steps(trx, clean).update({ due_at: atClock('22:55:00') }),
	},
	{
		breaks: 'ladder',
		what: 'a step that told nobody of whom it says',
		corrupt: (trx, { night }) => trx(C.outbox).where({ night, kind: 'ladder' }).update({ message: '- 无' }),
	},
	{
		breaks: 'ladder',
		what: 'a step that says nobody, with a working group in office',
		corrupt: async (trx, clean) => {
			await trx(C.outbox).where({ night: clean.night, kind: 'ladder' }).delete();
			await steps(trx, clean).update({ told: 0, reached: '[]' });
		},
	},
	{
		breaks: 'ladder',
		what: 'a message of no step',
		corrupt: (trx, { night }) =>
			copyRow(
				trx,
				C.outbox,
				{ night, kind: 'ladder' },
				{ key: `ladder:${night}:3:x:1`, created_at: atClock('22:59:00') },
			),
	},
	{
		breaks: 'I8',
		what: 'a checker of the second look who was not told',
		corrupt: async (trx, { night }) => {
			const { id } = await trx(C.outbox).where({ night, kind: 'second_look' }).first('id');
			await trx(C.outbox).where({ id }).delete();
		},
	},
	{
		breaks: 'I8',
		what: 'a room of the second look that its checker was not told',
		corrupt: async (trx, { night }) => {
			const { id } = await trx(C.outbox).where({ night, kind: 'second_look' }).first('id');
			await trx(C.outbox).where({ id }).update({ message: '- x' });
		},
	},
	{
		breaks: 'handbacks',
		what: 'handed back by nobody',
		corrupt: (trx, { night }) => trx(C.nightHandbacks).where({ night }).delete(),
	},
	{
		breaks: 'handbacks',
		what: 'a hand-back that its report does not show',
		corrupt: (trx, { night }) => trx(C.nightReports).where({ night }).update({ handed_back_at: null }),
	},
	{
		breaks: 'handbacks',
		what: 'a hand-back of another grid’s report',
		corrupt: (trx, { night, college }) => trx(C.nightHandbacks).where({ night }).update({ grid: college.units[0]?.id }),
	},
	{
		breaks: 'handbacks',
		what: 'a hand-back nobody was told of',
		corrupt: (trx, { night }) => trx(C.outbox).where({ night, kind: 'handback' }).delete(),
	},
];
