import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { Root } from '../domain/rehearsal.ts';
import { mustReadMoment } from './column-values.ts';

/** Rehearsals of one college are asked for one after another until each has been committed; see `holdPlace`. */
export async function holdCollege(trx: Knex, college: number): Promise<void> {
	await trx(C.colleges).where({ id: college }).forNoKeyUpdate().first('id');
}

export async function findRoot(db: Knex, id: number): Promise<Root | null> {
	return (await db(C.grids).where({ id }).first('id', 'building', 'floor')) ?? null;
}

export interface RunningRehearsal {
	id: string;
	root: (Root & { code: string }) | null;
	opensAt: Date;
	closesAt: Date;
	timeZone: string;
}

/** A college's rehearsals that run during any part of a span, the one that ends last first. */
export async function findRehearsalsDuring(
	db: Knex,
	college: number,
	span: { from: Date; until: Date },
): Promise<RunningRehearsal[]> {
	const rows = await db(`${C.nightRehearsals} as h`)
		.join(`${C.colleges} as c`, 'c.id', 'h.college')
		.leftJoin(`${C.grids} as g`, 'g.id', 'h.root')
		.where('h.college', college)
		.where('h.opens_at', '<', span.until)
		.where('h.closes_at', '>', span.from)
		.orderBy('h.closes_at', 'desc')
		.select('h.id', 'h.opens_at', 'h.closes_at', 'c.time_zone', 'g.id as root', 'g.code', 'g.building', 'g.floor');
	return rows.map(({ id, root, code, building, floor, ...row }) => ({
		id,
		root: root === null ? null : { id: root, code, building, floor },
		opensAt: mustReadMoment(row.opens_at),
		closesAt: mustReadMoment(row.closes_at),
		timeZone: row.time_zone,
	}));
}
