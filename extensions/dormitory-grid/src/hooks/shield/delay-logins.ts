import { randomBytes } from 'node:crypto';
import type { Application, Request, Response } from 'express';
import { type Turn, createLoginDelay } from './login-delay.ts';
import { FULL_LANE_SECONDS, known, strangers } from './hashing.ts';
import { createKnownVisitors } from './known-visitors.ts';
import { answerRefusal } from './refusal.ts';
import { DEVICE_COOKIE, DEVICE_COOKIE_DAYS, readDevice, signDevice } from './trusted-device.ts';
import type { Turnstile } from './turnstile.ts';

const MINUTE = 60_000;

/** A person's own line: three attempts at once, then one each 1, 2, 4 … 15 seconds; four guesses a minute at the end. */
const PERSON = {
	free: 3,
	firstGap: 1000,
	highestGap: 15_000,
	longestWait: 15_000,
	forgetAfter: 15 * MINUTE,
	capacity: 20_000,
};
/**
 * The line of a whole address, often a dormitory's: 100 failures, then four attempts a second. An account's first attempts
 * do not stand in it: whoever invents accounts there would shut it to everybody.
 */
const ADDRESS = {
	free: 100,
	firstGap: 250,
	highestGap: 250,
	longestWait: 10_000,
	forgetAfter: 15 * MINUTE,
	capacity: 5_000,
};
/** Milliseconds after which a full lane is told of: in as many a password can be looked at. */
const FULL_LANE_AFTER = 750;
/** Each request for a new password sends a mail to somebody: three, then one a minute, and nobody is kept waiting for it. */
const RESET = {
	free: 3,
	firstGap: MINUTE,
	highestGap: MINUTE,
	longestWait: 0,
	forgetAfter: 15 * MINUTE,
	capacity: 20_000,
};

export interface DelayOptions {
	secret: string;
	secureCookie: boolean;
	now: () => Date;
}

/**
 * Instead of Directus's suspension after so many wrong passwords, by which anybody could lock a leader out at 22:20
 * (settings.auth_login_attempts is null). In memory of the process: n replicas allow n times as many.
 */
export function delayLogins(app: Application, options: DelayOptions): void {
	const persons = createLoginDelay(PERSON);
	const addresses = createLoginDelay(ADDRESS);
	const resets = createLoginDelay(RESET);
	const visitors = createKnownVisitors();

	app.use('/auth/login', (req, res, next) => {
		const account = readAccount(req);
		if (req.method !== 'POST' || account === null) return next();
		const address = req.accountability?.ip ?? 'unknown';
		const device = readDevice(readCookie(req), account, options.secret);
		const person = device === null ? `address ${address} ${account}` : `device ${device} ${account}`;

		const now = options.now();
		const standsInLine = device === null && !persons.isFree(person, now);
		const turn = later(
			persons.takeTurn(person, now),
			standsInLine ? addresses.takeTurn(address, now) : { kind: 'now' },
		);
		if (turn.kind === 'refuse') return answerRefusal(res, 'slowDown', String(turn.seconds));

		onSuccess(res, () => {
			persons.succeeded(person);
			if (standsInLine) addresses.takeBack(address);
			visitors.remember(address, account, options.now());
			setDevice(
				res,
				signDevice(account, device ?? randomBytes(16).toString('base64url'), options.secret),
				options.secureCookie,
			);
		});
		afterTurn(res, turn, () => {
			if (device !== null) return passGate(known, account, res, next);
			if (!visitors.has(address, account, now)) return passGate(strangers, address, res, next);
			holdFailure(strangers, address, res);
			next();
		});
	});

	app.use('/auth/password/request', (req, res, next) => {
		const account = readAccount(req);
		if (req.method !== 'POST' || account === null) return next();
		const turn = resets.takeTurn(`${req.accountability?.ip ?? 'unknown'} ${account}`, options.now());
		if (turn.kind === 'refuse') return answerRefusal(res, 'slowDown', String(turn.seconds));
		next();
	});
}

function afterTurn(res: Response, turn: Exclude<Turn, { kind: 'refuse' }>, work: () => void): void {
	if (turn.kind === 'now') return work();
	const timer = setTimeout(work, turn.milliseconds);
	res.once('close', () => clearTimeout(timer));
}

function passGate(gate: Turnstile, lane: string, res: Response, next: () => void): void {
	const pass = gate.enter(lane, next);
	if (pass === null) return turnAway(res, FULL_LANE_AFTER);
	res.once('close', () => pass.leave());
}

/**
 * A known visitor does not wait, but a wrong password is told when, and as, an unknown one would have been: speed must not
 * tell strangers at the same address which accounts there are.
 */
function holdFailure(gate: Turnstile, lane: string, res: Response): void {
	const json = res.json.bind(res);
	const cameAt = performance.now();
	let waited: number | null = null;
	let answer: ((waited: number) => void) | null = null;
	const pass = gate.enter(lane, () => {
		waited = performance.now() - cameAt;
		answer?.(waited);
	});
	if (pass) res.once('close', () => pass.leave());
	res.json = (body: unknown) => {
		if (res.statusCode === 200) return json(body);
		res.json = json;
		const took = performance.now() - cameAt;
		if (pass === null) turnAway(res, FULL_LANE_AFTER - took);
		else {
			// As long as a stranger waited, and as long as the answer took, one after the other.
			answer = (ms) => void setTimeout(() => json(body), Math.max(0, ms + took - (performance.now() - cameAt)));
			if (waited !== null) answer(waited);
		}
		return res;
	};
}

function turnAway(res: Response, after: number): void {
	setTimeout(() => answerRefusal(res, 'slowDown', FULL_LANE_SECONDS), Math.max(0, after));
}

function later(one: Turn, other: Turn): Turn {
	if (one.kind === 'refuse' || other.kind === 'now') return one;
	if (other.kind === 'refuse' || one.kind === 'now') return other;
	return one.milliseconds >= other.milliseconds ? one : other;
}

/** As Directus compares it: in lower case. */
function readAccount(req: Request): string | null {
	const body: unknown = req.body;
	if (typeof body !== 'object' || body === null) return null;
	const name: unknown = 'email' in body ? body.email : 'identifier' in body ? body.identifier : null;
	return typeof name === 'string' && name !== '' ? name.toLowerCase().slice(0, 200) : null;
}

function readCookie(req: Request): unknown {
	const cookies: unknown = req.cookies;
	return typeof cookies === 'object' && cookies !== null
		? Object.entries(cookies).find(([name]) => name === DEVICE_COOKIE)?.[1]
		: null;
}

/** The log-in route answers by `res.json`; a cookie has to be set before it does. */
function onSuccess(res: Response, work: () => void): void {
	const json = res.json.bind(res);
	res.json = (body: unknown) => {
		if (res.statusCode === 200) work();
		return json(body);
	};
}

function setDevice(res: Response, value: string, secure: boolean): void {
	const maxAge = DEVICE_COOKIE_DAYS * 24 * 60 * MINUTE;
	res.cookie(DEVICE_COOKIE, value, { httpOnly: true, sameSite: 'lax', secure, maxAge, path: '/auth' });
}
