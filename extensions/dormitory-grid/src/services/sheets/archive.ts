const END_OF_DIRECTORY = 0x06_05_4b_50;
const DIRECTORY_ENTRY = 0x02_01_4b_50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xff_ff;
/** A deflated nothing. */
const EMPTY_BYTES = 2;

export interface ArchiveEntry {
	packed: Uint8Array;
	/** In bytes, both as the directory declares them. */
	packedSize: number;
	size: number;
	/** 0 stored, 8 deflated. */
	method: number;
	/** Its sizes stand behind its content only. */
	describedLater: boolean;
}

/** What a zip archive holds by its own directory, `null` if it has none that can be read. */
export function listEntries(bytes: Uint8Array): ArchiveEntry[] | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const end = findEnd(view);
	if (end === null) return null;
	const entries: ArchiveEntry[] = [];
	let at = view.getUint32(end + 16, true);
	for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
		if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) return null;
		const local = view.getUint32(at + 42, true);
		if (local + LOCAL_BYTES > view.byteLength) return null;
		const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
		const packedSize = view.getUint32(at + 20, true);
		entries.push({
			packed: bytes.subarray(start, start + packedSize),
			packedSize,
			method: view.getUint16(at + 10, true),
			size: view.getUint32(at + 24, true),
			describedLater: (view.getUint16(at + 8, true) & 8) !== 0,
		});
		at += ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	}
	return entries;
}

/**
 * How many bytes an archive unfolds to by its own directory, `null` if that cannot be trusted. The reader behind
 * it stops at the size that an entry declares, and at two gigabytes where it declares none: so what declares none and yet
 * holds something is refused here.
 */
export function unfoldedSize(entries: readonly ArchiveEntry[]): number | null {
	const hides = ({ packedSize, size, describedLater }: ArchiveEntry) =>
		size === 0 && (packedSize > EMPTY_BYTES || (packedSize === 0 && describedLater));
	return entries.some(hides) ? null : entries.reduce((total, { size }) => total + size, 0);
}

function findEnd(view: DataView): number | null {
	const last = view.byteLength - END_BYTES;
	for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1)
		if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
	return null;
}
