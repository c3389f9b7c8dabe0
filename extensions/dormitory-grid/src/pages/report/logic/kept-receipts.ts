/** Receipts that this telephone keeps for its owner, the newest first. */
export const MOST_KEPT = 20;

export function readKept(stored: string | null): string[] {
	try {
		const read: unknown = JSON.parse(stored ?? '[]');
		return Array.isArray(read) ? read.filter((one) => typeof one === 'string').slice(0, MOST_KEPT) : [];
	} catch {
		return [];
	}
}

export function withReceipt(kept: readonly string[], receipt: string): string[] {
	return [receipt, ...kept.filter((one) => one !== receipt)].slice(0, MOST_KEPT);
}

/** In groups of five, as it is read out and typed. */
export function spaced(receipt: string): string {
	return receipt.replace(/(.{5})(?=.)/g, '$1 ');
}
