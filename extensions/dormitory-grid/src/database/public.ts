import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { SHOWN_CATEGORIES } from '../constants/public.ts';
import { issueRows, type IssueRead, type KnownIssue, toKnown } from './issue-rows.ts';

/** The public channel's own rows: codes on doors, contacts, counts. No policy has a permission on any of them. */

export interface DoorPlace {
	building: number;
	buildingName: string;
	room: number | null;
	roomNumber: string | null;
	/** The room's unit; `null`: the code stands for the whole building. */
	unit: number | null;
	floor: number | null;
	college: number;
	collegeName: string;
	phone: string | null;
	timeZone: string;
}

/** A code's place while its building is in use. */
export async function findDoorPlace(db: Knex, code: string): Promise<DoorPlace | null> {
	const row = await doorRows(db).where('p.code', code).whereNot('b.state', 'retired').first();
	return row ?? null;
}

function doorRows(db: Knex): Knex.QueryBuilder {
	return db(`${COLLECTIONS.publicPlaces} as p`)
		.join(`${COLLECTIONS.grids} as b`, 'b.id', 'p.building')
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'p.college')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'p.room')
		.select({
			building: 'b.id',
			buildingName: 'b.name',
			room: 'm.id',
			roomNumber: 'm.number',
			unit: 'm.unit',
			floor: 'm.floor',
			college: 'c.id',
			collegeName: 'c.name',
			phone: 'c.supervision_telephone',
			timeZone: 'c.time_zone',
		});
}

export interface NamedBuilding {
	name: string;
	college: number;
	collegeName: string;
	phone: string | null;
}

/** `null`: no building. */
export async function findBuilding(db: Knex, building: number): Promise<NamedBuilding | null> {
	const row = await db(`${COLLECTIONS.grids} as g`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'g.college')
		.where({ 'g.id': building, 'g.level': 1 })
		.first('g.name', { college: 'c.id', collegeName: 'c.name', phone: 'c.supervision_telephone' });
	return row ?? null;
}

/** Two at once: the second waits here until the first has given out its codes. */
export async function holdBuilding(trx: Knex, building: number): Promise<void> {
	await trx(COLLECTIONS.grids).where({ id: building }).update({ id: building });
}

/** The building itself and rooms of it that have no code yet; `room: null` is the building. */
export async function findWithoutCode(db: Knex, building: number): Promise<{ room: number | null }[]> {
	const { rooms, publicPlaces } = COLLECTIONS;
	const own = await db(publicPlaces).where({ building }).whereNull('room').first('id');
	const without: { room: number }[] = await db(`${rooms} as m`)
		.leftJoin(`${publicPlaces} as p`, 'p.room', 'm.id')
		.where('m.building', building)
		.whereNull('p.id')
		.select({ room: 'm.id' });
	return [...(own ? [] : [{ room: null }]), ...without];
}

export async function insertCodes(
	trx: Knex,
	rows: readonly { code: string; building: number; room: number | null; college: number }[],
): Promise<void> {
	if (rows.length > 0) await trx.batchInsert(COLLECTIONS.publicPlaces, [...rows], 200);
}

export async function findCodes(db: Knex, building: number): Promise<{ code: string; number: string | null }[]> {
	return await db(`${COLLECTIONS.publicPlaces} as p`)
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'p.room')
		.where('p.building', building)
		.orderByRaw('case when p.room is null then 0 else 1 end')
		.orderBy(['m.number', 'p.id'])
		.select('p.code', { number: 'm.number' });
}

/** The building's open issues that are shown to anybody: of the room, or of what belongs to no room. */
export async function findOpenAt(db: Knex, place: DoorPlace, limit: number): Promise<KnownIssue[]> {
	const rows: IssueRead[] = await issueRows(db)
		.where(place.room === null ? { 'i.grid': place.building } : { 'i.room': place.room })
		.modify((query) => {
			if (place.room === null) void query.whereNull('i.room');
		})
		.whereNot('i.state', 'closed')
		.where('i.confidential', false)
		.whereIn('i.kind', ['issue', 'hazard'])
		.whereIn('i.category', [...SHOWN_CATEGORIES])
		.orderBy('i.reported_at', 'desc')
		.orderBy('i.id')
		.limit(limit);
	return rows.map(toKnown);
}

/** Whose issue a receipt is. @param receipt its hash */
export async function findByReceipt(db: Knex, receipt: string): Promise<number | null> {
	const row = await db(COLLECTIONS.issueContacts).where({ receipt }).first('issue');
	return row?.issue ?? null;
}

export interface Contact {
	name: string | null;
	contact: string | null;
}

export async function insertContact(
	trx: Knex,
	row: Contact & { issue: number; receipt: string; college: number },
): Promise<void> {
	await trx(COLLECTIONS.issueContacts).insert(row);
}

/** Answers to one issue come one after the other; a transaction on SQLite writes before it reads. */
export async function holdContact(trx: Knex, issue: number): Promise<void> {
	await trx(COLLECTIONS.issueContacts).where({ issue }).update({ issue });
}

/** What whoever raised an issue without log-in left of himself; `null`: nothing. */
export async function findContact(db: Knex, issue: number): Promise<Contact | null> {
	const row = await db(COLLECTIONS.issueContacts).where({ issue }).first('name', 'contact');
	return row && (row.name !== null || row.contact !== null) ? { name: row.name, contact: row.contact } : null;
}

/** Counts one use; the first opens the count until `endsAt`. @returns how many there are now */
export async function countUse(trx: Knex, key: string, endsAt: Date): Promise<number> {
	const [row] = await trx(COLLECTIONS.publicUses)
		.insert({ key, count: 1, ends_at: endsAt })
		.onConflict('key')
		.merge({ count: trx.raw('?? + 1', [`${COLLECTIONS.publicUses}.count`]) })
		.returning('count');
	return Number(row?.count ?? 1);
}

export async function dropOldUses(db: Knex, now: Date): Promise<void> {
	await db(COLLECTIONS.publicUses).where('ends_at', '<', now).delete();
}

/** A stranger who said "me too", by a key of his telephone. @returns whether he had not said so before */
export async function addReceiptFollower(
	trx: Knex,
	follower: { issue: number; receipt: string; college: number; since: Date },
): Promise<boolean> {
	const added = await trx(COLLECTIONS.issueFollowers)
		.insert(follower)
		.onConflict(['issue', 'receipt'])
		.ignore()
		.returning('id');
	if (added.length > 0) await trx(COLLECTIONS.issues).where({ id: follower.issue }).increment('followers', 1);
	return added.length > 0;
}

export async function countAnswers(db: Knex, issue: number): Promise<number> {
	const row = await db(COLLECTIONS.issueSteps)
		.where({ issue, kind: 'answer' })
		.whereNull('by')
		.count({ count: '*' })
		.first();
	return Number(row?.['count'] ?? 0);
}
