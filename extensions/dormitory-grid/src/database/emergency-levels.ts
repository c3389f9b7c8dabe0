import type { EmergencyAudience } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { isAsked } from '../domain/emergency.ts';
import type { Scope } from '../domain/scope.ts';
import type { EmergencyRow } from '../types/schema.ts';
import { isPostgres, mustReadMoment, readNumber } from './column-values.ts';
import { updateRows } from './update-rows.ts';

export interface NewLevel {
	emergency: string;
	audience: EmergencyAudience;
	person: string | null;
	people: number;
	asked_at: Date;
	rings: number;
	next_ring_at: Date | null;
	acknowledged_at: Date | null;
	acknowledged_by: string | null;
	college: number;
	building: number;
	floor: number | null;
	unit: number | null;
}

export async function insertLevels(trx: Knex, levels: readonly NewLevel[]): Promise<void> {
	if (levels.length > 0) await trx(COLLECTIONS.emergencyLevels).insert([...levels]);
}

/** A level that has not said yet that it knows. */
export interface SilentLevel {
	id: number;
	emergency: string;
	audience: EmergencyAudience;
	person: string | null;
	rings: number;
	college: number;
	building: number;
	floor: number | null;
	unit: number | null;
	kind: EmergencyRow['kind'];
	code: string;
	roomNumber: string | null;
	reportedAt: Date;
	timeZone: string;
	minutes: number;
}

/** Levels that ring now; those that another process rings are left to it. */
export async function holdSilentLevels(trx: Knex, now: Date): Promise<SilentLevel[]> {
	const { emergencyLevels, emergencies, grids, rooms, colleges } = COLLECTIONS;
	const rows: (Omit<SilentLevel, 'rings' | 'minutes' | 'reportedAt'> &
		Record<'rings' | 'minutes' | 'reportedAt', unknown>)[] = await trx(`${emergencyLevels} as l`)
		.join(`${emergencies} as e`, 'e.id', 'l.emergency')
		.join(`${grids} as g`, 'g.id', 'e.grid')
		.join(`${colleges} as c`, 'c.id', 'l.college')
		.leftJoin(`${rooms} as m`, 'm.id', 'e.room')
		.where('l.next_ring_at', '<=', now)
		.whereNull('l.acknowledged_at')
		.orderBy('l.id')
		.select('l.id', 'l.emergency', 'l.audience', 'l.person', 'l.rings', 'l.college', 'l.building', 'l.floor', 'l.unit')
		.select('e.kind', 'g.code', { roomNumber: 'm.number', reportedAt: 'e.reported_at', timeZone: 'c.time_zone' })
		.select({ minutes: 'c.emergency_minutes' })
		.modify((query) => {
			if (isPostgres(trx)) void query.forUpdate('l').skipLocked();
		});
	return rows.map((row) => ({
		...row,
		rings: readNumber(row.rings),
		minutes: readNumber(row.minutes),
		reportedAt: mustReadMoment(row.reportedAt),
	}));
}

export async function saveRings(
	trx: Knex,
	rung: readonly { id: number; rings: number; next_ring_at: Date | null }[],
): Promise<void> {
	const columns = { id: 'integer', rings: 'integer', next_ring_at: 'timestamptz' } as const;
	await updateRows(trx, COLLECTIONS.emergencyLevels, 'id', columns, [...rung]);
}

/** The earliest moment at which somebody is rung again. */
export async function findNextRing(db: Knex): Promise<Date | null> {
	const row = await db(COLLECTIONS.emergencyLevels)
		.whereNull('acknowledged_at')
		.whereNotNull('next_ring_at')
		.orderBy('next_ring_at')
		.first('next_ring_at');
	return row ? mustReadMoment(row.next_ring_at) : null;
}

export interface EmergencyOnFile {
	id: string;
	grid: number;
	college: number;
	building: number;
	floor: number | null;
	unit: number | null;
}

export async function findEmergencyById(db: Knex, id: string): Promise<EmergencyOnFile | null> {
	const row = await db(COLLECTIONS.emergencies)
		.where({ id })
		.first('id', 'grid', 'college', 'building', 'floor', 'unit');
	return row ?? null;
}

/** Says for a person that the levels he answers for know. @returns how many levels of it are his, and how many had not said so before */
export async function acknowledgeLevels(
	trx: Knex,
	emergency: string,
	by: { user: string; scopes: readonly Scope[]; admin: boolean; now: Date },
): Promise<{ own: number; fresh: number }> {
	const levels = await trx(COLLECTIONS.emergencyLevels).where({ emergency }).select('*');
	const own = levels.filter((level) => isAsked(level, by));
	const silent = own.filter(({ acknowledged_at }) => acknowledged_at === null).map(({ id }) => id);
	if (silent.length > 0) {
		await trx(COLLECTIONS.emergencyLevels)
			.whereIn('id', silent)
			.whereNull('acknowledged_at')
			.update({ acknowledged_at: by.now, acknowledged_by: by.user, next_ring_at: null });
	}
	return { own: own.length, fresh: silent.length };
}

export async function countAcks(db: Knex, key: { by: string; emergency: string }): Promise<number> {
	const row = await db(COLLECTIONS.emergencyAcks).where(key).count({ count: '*' }).first();
	return readNumber(row?.['count']);
}

export async function findAck(
	db: Knex,
	key: { by: string; client_key: string },
): Promise<{ id: string; emergency: string; at: Date } | null> {
	const row = await db(COLLECTIONS.emergencyAcks).where(key).first('id', 'emergency', 'at');
	return row ? { id: row.id, emergency: row.emergency, at: mustReadMoment(row.at) } : null;
}
