import { createHash, createHmac, randomBytes } from 'node:crypto';
import { codeFrom, PLACE_CODE_LENGTH, RECEIPT_LENGTH } from '../../domain/public-code.ts';

/** What the public channel makes of the installation's SECRET: keys of their own, so that none tells of another. */
export interface PublicSecrets {
	/** The key that signs challenges. */
	proof: Buffer;
	/** An address as it is counted: a hash that is another one each day. */
	address: (address: string, now: Date) => string;
	/** The receipt of a report: the same report sent again gets the same one, and it is kept nowhere but by who raised it. */
	receipt: (place: string, clientKey: string) => string;
	/** An issue as it is called on its door. */
	ref: (place: string, issue: number) => string;
	/** A telephone as it is known to one issue. */
	follower: (issue: number, clientKey: string) => string;
	/** A report's own photos. */
	photos: (place: string, clientKey: string) => string;
}

export function publicSecrets(secret: string): PublicSecrets {
	const derive = (purpose: string) => createHmac('sha256', secret).update(`grid public ${purpose}`).digest();
	const keys = {
		proof: derive('proof'),
		address: derive('address'),
		receipt: derive('receipt'),
		ref: derive('ref'),
		follower: derive('follower'),
		photos: derive('photos'),
	};
	const mac = (key: Buffer, ...parts: readonly (string | number)[]) =>
		createHmac('sha256', key).update(JSON.stringify(parts)).digest();
	return {
		proof: keys.proof,
		address: (address, now) => mac(keys.address, now.toISOString().slice(0, 10), address).toString('hex').slice(0, 40),
		receipt: (place, clientKey) => codeFrom(mac(keys.receipt, place, clientKey), RECEIPT_LENGTH),
		ref: (place, issue) => mac(keys.ref, place, issue).toString('base64url').slice(0, 16),
		follower: (issue, clientKey) => mac(keys.follower, issue, clientKey).toString('hex'),
		photos: (place, clientKey) => mac(keys.photos, place, clientKey).toString('hex'),
	};
}

/** As a receipt is kept: it is long enough that no salt is needed. */
export function hashReceipt(receipt: string): string {
	return createHash('sha256').update(`receipt ${receipt}`).digest('hex');
}

export function newPlaceCode(): string {
	return codeFrom(randomBytes(PLACE_CODE_LENGTH), PLACE_CODE_LENGTH);
}
