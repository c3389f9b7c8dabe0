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
