import { randomUUID } from 'node:crypto';
import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import { atClock } from '../clean-night.ts';
import { type Corruption } from './means.ts';

/** Who is missed and what became of him. */
export const OF_ABSENCES: readonly Corruption[] = [
	{
		breaks: 'absences',
		what: 'a name that opened none',
		corrupt: (trx, { night }) => trx(C.nightAbsences).where({ night }).delete(),
	},
	{
		breaks: 'absences',
		what: 'settled by nobody',
		corrupt: (trx, { night }) =>
			trx(C.nightAbsences)
				.where({ night, state: 'open' })
				.update({ state: 'back', settled_at: atClock('22:45:00'), returned_at: atClock('22:45:00') }),
	},
	{
		breaks: 'absences',
		what: 'back, and still open',
		corrupt: (trx, { night }) =>
			trx(C.nightAbsences)
				.where({ night, state: 'back' })
				.update({ state: 'open', settled_at: null, returned_at: null }),
	},
	{
		breaks: 'absences',
		what: 'taken back, and still settled',
		corrupt: async (trx, { night }) => {
			const back = await trx(C.nightFollowups).where({ night, kind: 'back' }).first();
			const recorded_at = atClock('22:58:00');
			await trx(C.nightFollowups).insert({
				...back,
				id: randomUUID(),
				client_key: null,
				kind: 'reopened',
				recorded_at,
			});
		},
	},
	{
		breaks: 'absences',
		what: 'in another unit',
		corrupt: (trx, { night, college }) => trx(C.nightAbsences).where({ night }).update({ unit: college.units[2]?.id }),
	},
	{
		breaks: 'I7',
		what: 'a counsellor who was not told that his student is back',
		corrupt: (trx, { night }) => trx(C.nightFollowups).where({ night, kind: 'back' }).delete(),
	},
];
