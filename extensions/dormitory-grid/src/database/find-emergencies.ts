import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { groupBy } from '../domain/group-by.ts';
import type { AskedLevel } from '../domain/emergency.ts';
import type { Actor } from '../domain/scope.ts';
import type { EmergencyRow } from '../types/schema.ts';
import { mustReadMoment, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { placesOf } from './find-issues.ts';

export interface EmergencyOpen {
	id: string;
	kind: EmergencyRow['kind'];
	place: string;
	note: string | null;
	reportedAt: Date;
	reportedBy: string | null;
	phone: string | null;
	issue: number | null;
	levels: (AskedLevel & {
		personName: string | null;
		people: number;
		rings: number;
		acknowledgedAt: Date | null;
		acknowledgedBy: string | null;
	})[];
}

/** Emergencies since a moment that an actor is asked about, youngest first. */
export async function findEmergenciesFor(db: Knex, actor: Actor, since: Date, limit: number): Promise<EmergencyOpen[]> {
	const { emergencies, emergencyLevels, grids, rooms } = COLLECTIONS;
	const { units, floors, buildings, colleges } = placesOf(actor);
	const asked = db(`${emergencyLevels} as l`)
		.where((own) => {
			void own
				.whereIn('l.unit', units)
				.orWhereIn('l.floor', floors)
				.orWhereIn('l.building', buildings)
				.orWhereIn('l.college', colleges)
				.orWhere('l.person', actor.user);
			if (actor.admin) void own.orWhereNotNull('l.id');
		})
		.select('l.emergency');
	const rows = await db(`${emergencies} as e`)
		.join(`${grids} as g`, 'g.id', 'e.grid')
		.leftJoin(`${rooms} as m`, 'm.id', 'e.room')
		.leftJoin('directus_users as p', 'p.id', 'e.reported_by')
		.where('e.reported_at', '>', since)
		.whereIn('e.id', asked)
		.orderBy('e.reported_at', 'desc')
		.limit(limit)
		.select('e.id', 'e.kind', 'e.note', 'e.reported_at', 'e.issue', 'g.code', { roomNumber: 'm.number' })
		.select('p.first_name', 'p.last_name', 'p.phone');
	const levels = await db(`${emergencyLevels} as l`)
		.leftJoin('directus_users as a', 'a.id', 'l.acknowledged_by')
		.leftJoin('directus_users as p', 'p.id', 'l.person')
		.whereIn(
			'l.emergency',
			rows.map(({ id }) => id),
		)
		.orderBy('l.id')
		.select('l.*', { ackFirst: 'a.first_name', ackLast: 'a.last_name', first: 'p.first_name', last: 'p.last_name' });
	const byEmergency = groupBy(levels, ({ emergency }) => emergency);
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind,
		place: row.roomNumber ?? row.code,
		note: row.note,
		reportedAt: mustReadMoment(row.reported_at),
		reportedBy: personName(row.last_name, row.first_name) || null,
		phone: row.phone,
		issue: row.issue,
		levels: (byEmergency.get(row.id) ?? []).map((level) => ({
			audience: level.audience,
			person: level.person,
			college: level.college,
			building: level.building,
			floor: level.floor,
			unit: level.unit,
			personName: personName(level.last, level.first) || null,
			people: readNumber(level.people),
			rings: readNumber(level.rings),
			acknowledgedAt: readMoment(level.acknowledged_at),
			acknowledgedBy: personName(level.ackLast, level.ackFirst) || null,
		})),
	}));
}
