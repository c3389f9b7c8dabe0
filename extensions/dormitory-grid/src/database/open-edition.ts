import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { mustReadMoment } from './column-values.ts';

export interface EditionToOpen {
	night: number;
	number: number;
	college: number;
	counsellor: string;
	timeZone: string;
	opened: { id: string; at: Date } | null;
}

export async function findEditionToOpen(db: Knex, edition: number): Promise<EditionToOpen | null> {
	const row = await db(`${COLLECTIONS.nightEditions} as e`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'e.college')
		.leftJoin(`${COLLECTIONS.editionOpenings} as o`, (on) =>
			on.on('o.edition', 'e.id').andOn('o.opened_by', 'e.counsellor'),
		)
		.where('e.id', edition)
		.select('e.night', 'e.number', 'e.college', 'e.counsellor')
		.first({ timeZone: 'c.time_zone', opening: 'o.id', openedAt: 'o.opened_at' });
	if (!row) return null;
	const { night, number, college, counsellor, timeZone, opening, openedAt } = row;
	const opened = opening === null ? null : { id: opening, at: mustReadMoment(openedAt) };
	return { night, number, college, counsellor, timeZone, opened };
}

/** Beside the message itself, where whoever asks what was sent looks first. */
export async function markMessageOpened(db: Knex, key: string, now: Date): Promise<void> {
	await db(COLLECTIONS.outbox).where({ key }).whereNull('opened_at').update({ opened_at: now });
}
