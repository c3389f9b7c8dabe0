import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { OutboxKind } from '../types/api.ts';
import type { ChatRobotRow } from '../types/schema.ts';
import { readCalls, recentCalls, writeCalls } from '../domain/pace.ts';
import { isPostgres } from './column-values.ts';
import { readMark, writeMark } from './installation.ts';

/** A message that this process alone may send until its claim runs out; `claim` is the fence for what is written afterwards. */
export interface ClaimedMessage {
	id: number;
	key: string;
	claim: number;
	/** This one included: what ends the process each time is given up, too. */
	attempts: number;
	college: number | null;
	kind: OutboxKind;
	channel: 'mail' | 'robot';
	subject: string;
	message: string;
	address: string | null;
	robot: number | null;
}

export interface RobotOfRow {
	id: number;
	kind: ChatRobotRow['kind'];
	webhook: string;
	secret: string | null;
	active: boolean | null;
}

interface Claim {
	now: Date;
	until: Date;
	limit: number;
}

/**
 * Reminders that are overtaken are not sent any more: of a night that has closed, and mails to people who owe nothing now
 * (DESIGN.md 5: stop on submission). One that is being sent at this moment is left to its sender.
 */
export async function dropOvertaken(db: Knex, now: Date): Promise<void> {
	const { nights, nightReports, outbox, staffScopes } = COLLECTIONS;
	const owing = db(`${nightReports} as r`)
		.join(`${staffScopes} as s`, (on) =>
			on
				.on((unit) => unit.on('s.unit', 'r.grid').andOnVal('r.level', 3))
				.orOn((floor) => floor.on('s.floor', 'r.grid').andOnVal('r.level', 2))
				.orOn((building) => building.on('s.building', 'r.grid').andOnVal('r.level', 1)),
		)
		.whereRaw('r.night = ??.night and s.person = ??.recipient', [outbox, outbox])
		.where('r.state', 'due')
		.select('r.id');
	await db(outbox)
		.where({ state: 'waiting' })
		.whereIn('kind', ['reminder', 'digest'])
		.where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<', now))
		.where((overtaken) =>
			overtaken
				.whereNotExists(
					db(`${nights} as n`).whereRaw('n.id = ??.night', [outbox]).where('n.state', 'open').select('n.id'),
				)
				.orWhere((mail) => mail.where({ channel: 'mail' }).whereNotExists(owing)),
		)
		.update({ state: 'dropped', next_attempt_at: null, claimed_until: null });
}

/** Takes mails that are due; of any number of processes each message goes to one. */
export async function claimMails(db: Knex, claim: Claim): Promise<ClaimedMessage[]> {
	return await db.transaction(async (trx) => await claimWhere(trx, { channel: 'mail' }, claim));
}

/** The robots that have something due. */
export async function findRobotsWithMail(db: Knex, now: Date): Promise<RobotOfRow[]> {
	const waiting = due(db, now).where({ channel: 'robot' }).distinct('robot');
	return await db(COLLECTIONS.chatRobots).whereIn('id', waiting).select('id', 'kind', 'webhook', 'secret', 'active');
}

/**
 * Takes what one robot may send now: no more than `perMinute` calls in any minute, second tries among them, counted in the
 * database, so that it holds for any number of processes; they wait for each other at the robot's row.
 */
export async function claimRobotMessages(
	db: Knex,
	robot: number,
	perMinute: number,
	claim: Claim,
): Promise<ClaimedMessage[]> {
	return await db.transaction(async (trx) => {
		const row = trx(COLLECTIONS.chatRobots).where({ id: robot });
		await (isPostgres(trx) ? row.forUpdate().first('id') : row.first('id'));
		const calls = recentCalls(readCalls(await readMark(trx, `robot_calls:${robot}`)), claim.now);
		const limit = Math.min(claim.limit, perMinute - calls.length);
		if (limit <= 0) return [];
		const claimed = await claimWhere(trx, { channel: 'robot', robot }, { ...claim, limit });
		const all = [...calls, ...claimed.map(() => claim.now.getTime())];
		if (claimed.length > 0) await writeMark(trx, `robot_calls:${robot}`, writeCalls(all), claim.now);
		return claimed;
	});
}

/** @returns whether the claim was still this process's */
export async function markMessage(
	db: Knex,
	{ id, claim }: { id: number; claim: number },
	values: {
		state: 'sent' | 'waiting' | 'dead';
		sent_at: Date | null;
		next_attempt_at: Date | null;
		last_error: string | null;
	},
): Promise<boolean> {
	const changed = await db(COLLECTIONS.outbox)
		.where({ id, claim, state: 'waiting' })
		.update({ ...values, claimed_until: null });
	return changed === 1;
}

function due(db: Knex, now: Date) {
	return db(COLLECTIONS.outbox)
		.where({ state: 'waiting' })
		.where('next_attempt_at', '<=', now)
		.where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<', now));
}

async function claimWhere(
	trx: Knex,
	which: { channel: 'mail' | 'robot'; robot?: number },
	{ now, until, limit }: Claim,
): Promise<ClaimedMessage[]> {
	const found = due(trx, now).where(which).orderBy('id').limit(limit).select('id');
	const ids = isPostgres(trx) ? found.forUpdate().skipLocked() : found;
	return await trx(COLLECTIONS.outbox)
		.whereIn('id', ids)
		.update({ claim: trx.raw('claim + 1'), attempts: trx.raw('attempts + 1'), claimed_until: until, attempted_at: now })
		.returning([
			'id',
			'key',
			'claim',
			'attempts',
			'college',
			'kind',
			'channel',
			'subject',
			'message',
			'address',
			'robot',
		]);
}
