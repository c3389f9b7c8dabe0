import { createHmac } from 'node:crypto';
import type { Knex } from 'knex';
import { MAX_ATTEMPTS, nextAttempt } from '../domain/back-off.ts';
import { explainDelivery, OWN_ERRORS } from '../domain/delivery-error.ts';
import { isRobotAddress, judgeRobotAnswer, type Outcome, robotRequest } from '../domain/robot-message.ts';
import {
	claimMails,
	type ClaimedMessage,
	claimRobotMessages,
	dropOvertaken,
	findRobotsWithMail,
	markMessage,
	type RobotOfRow,
} from '../database/claim-messages.ts';
import { findAdministrators } from '../database/find-administrators.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { findWorkingGroup } from '../database/on-duty.ts';
import { COLLECTIONS } from '../constants/collections.ts';
import { chooseLanguage } from '../constants/languages.ts';
import { say } from '../lang/say.ts';
import { deliverySettings } from './delivery-settings.ts';
import { failpoint } from './failpoint.ts';
import { notify } from './notify.ts';

/** The platforms take twenty messages a minute from a robot. */
const ROBOT_MESSAGES_A_MINUTE = 20;
/** A process that dies while sending holds its messages so long; then another sends them again under the same keys. */
const CLAIM_MS = 60_000;
const BATCH = 20;
const TIMEOUT_MS = 10_000;
const MARK_TRIES = 5;
const MARK_PAUSE_MS = 300;

export interface Mail {
	to: string;
	subject: string;
	text: string;
	headers: Record<string, string>;
}

/** The ways out; the caller gives Directus's mailer, because a use case knows no host. */
export interface Ways {
	sendMail: (mail: Mail) => Promise<void>;
	clock: () => Promise<Date>;
}

/**
 * Sends what waits (DESIGN.md 2.5): at least once, every repeat under the same key. What fails is tried again later and
 * later; what has failed for good is marked, and whoever looks after it is told.
 * @returns how many were handled
 */
export async function deliverOutbox(db: Knex, ways: Ways): Promise<number> {
	const now = await ways.clock();
	const claim = { now, until: new Date(now.getTime() + CLAIM_MS), limit: BATCH };
	await dropOvertaken(db, now);
	// A claimed batch goes out side by side, each message within its time limit: well before its claim runs out.
	const settle = async (messages: ClaimedMessage[], send: (message: ClaimedMessage) => Promise<Outcome>) => {
		const outcomes = await Promise.all(
			messages.map(async (message) => ({ message, outcome: await sendInTime(message, send) })),
		);
		await failpoint('deliver.before-mark');
		const failures: unknown[] = [];
		for (const { message, outcome } of outcomes)
			await markSurely(db, message, outcome, ways).catch((error: unknown) => failures.push(error));
		if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages could not be marked`);
		return messages.length;
	};
	const mails = async () =>
		deliverySettings().mails
			? await settle(await claimMails(db, claim), async (message) => await sendMail(ways, message))
			: 0;
	const robots = (await findRobotsWithMail(db, now)).map(
		async (robot) =>
			await settle(
				await claimRobotMessages(db, robot.id, ROBOT_MESSAGES_A_MINUTE, claim),
				async (message) => await sendToRobot(robot, message, now),
			),
	);
	const handled = await Promise.all([mails(), ...robots]);
	return handled.reduce((sum, count) => sum + count, 0);
}

/** A server that never answers is one more failure, not a loop that stands still. */
async function sendInTime(
	message: ClaimedMessage,
	send: (message: ClaimedMessage) => Promise<Outcome>,
): Promise<Outcome> {
	// Ended the process, or its claim ran out, once too often: it was never judged, and is not tried again.
	if (message.attempts > MAX_ATTEMPTS) return { kind: 'never', error: `${OWN_ERRORS.given_up}: ${MAX_ATTEMPTS}` };
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<Outcome>((resolve) => {
		const again: Outcome = { kind: 'again', error: `${OWN_ERRORS.timeout}: ${TIMEOUT_MS / 1000} s`, after: null };
		timer = setTimeout(() => resolve(again), TIMEOUT_MS + 1_000);
	});
	try {
		return await Promise.race([send(message), late]);
	} finally {
		clearTimeout(timer);
	}
}

async function sendMail(ways: Ways, message: ClaimedMessage): Promise<Outcome> {
	const { address } = deliverySettings();
	try {
		await ways.sendMail({
			to: message.address ?? '',
			subject: message.subject,
			text: address === null ? message.message : `${message.message}\n\n${address}`,
			headers: { 'Message-ID': `<${encodeURIComponent(message.key)}@dormitory-grid>`, 'Idempotency-Key': message.key },
		});
		return { kind: 'sent' };
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		const status =
			typeof error === 'object' && error !== null && 'responseCode' in error ? Number(error.responseCode) : 0;
		// An address that does not exist stays away; everything else may pass.
		return status === 550 || status === 553
			? { kind: 'never', error: text }
			: { kind: 'again', error: text, after: null };
	}
}

async function sendToRobot(robot: RobotOfRow, message: ClaimedMessage, now: Date): Promise<Outcome> {
	if (robot.active === false) return { kind: 'never', error: OWN_ERRORS.robot_off };
	if (!isRobotAddress(robot.kind, robot.webhook, deliverySettings().robotHosts))
		return { kind: 'never', error: OWN_ERRORS.robot_host };
	const sign = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64');
	const { url, body } = robotRequest(robot, { subject: message.subject, text: message.message }, now, sign);
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'Idempotency-Key': message.key },
			body: JSON.stringify(body),
			redirect: 'error',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		return judgeRobotAnswer(response.status, response.headers.get('retry-after'), await response.text());
	} catch (error) {
		return {
			kind: 'again',
			error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
			after: null,
		};
	}
}

/** A database that is busy for a moment must not have a message sent twice, nor the rest of its batch. */
async function markSurely(db: Knex, message: ClaimedMessage, outcome: Outcome, ways: Ways): Promise<void> {
	for (let tries = 1; ; tries++) {
		try {
			await record(db, message, outcome, await ways.clock());
			return;
		} catch (error) {
			if (tries === MARK_TRIES) throw error;
			await new Promise((wake) => setTimeout(wake, MARK_PAUSE_MS * tries));
		}
	}
}

async function record(db: Knex, message: ClaimedMessage, outcome: Outcome, now: Date): Promise<void> {
	if (outcome.kind === 'sent') {
		const values = {
			state: 'sent',
			sent_at: now,
			next_attempt_at: null,
			last_error: null,
		} as const;
		await markMessage(db, message, values);
		return;
	}
	const last_error = outcome.error.slice(0, 500);
	const next = outcome.kind === 'never' ? null : nextAttempt(message.attempts, outcome.after, now);
	if (next !== null) {
		await markMessage(db, message, { state: 'waiting', sent_at: null, next_attempt_at: next, last_error });
		return;
	}
	await db.transaction(async (trx) => {
		const dead = { state: 'dead', sent_at: null, next_attempt_at: null, last_error } as const;
		if (await markMessage(trx, message, dead)) await tellOfDead(trx, message, last_error, now);
	});
}

/**
 * Who looks after it: the college's working group, and the administrators, who alone see what belongs to no college. One
 * word an hour a person: when a mail server is gone, everything that waited for it dies together.
 */
async function tellOfDead(trx: Knex, message: ClaimedMessage, error: string, now: Date): Promise<void> {
	const { college } = message;
	const problem = explainDelivery(message.channel, error);
	const hour = now.toISOString().slice(0, 13);
	const group = new Set(college === null ? [] : await findWorkingGroup(trx, college));
	const people = [...new Set([...group, ...(await findAdministrators(trx))])];
	const languages = await findLanguages(trx, people);
	const messages = people.map((recipient) => {
		const language = chooseLanguage(languages.get(recipient));
		return {
			key: `dead:${hour}:${recipient}`,
			college: group.has(recipient) ? college : null,
			night: null,
			kind: 'delivery' as const,
			recipient,
			subject: say(language, 'delivery.dead.subject'),
			message: say(language, 'delivery.dead', {
				subject: message.subject,
				problem: say(language, `problem.${problem}`),
			}),
			collection: COLLECTIONS.outbox,
			item: String(message.id),
		};
	});
	await notify(trx, { now, messages });
}
