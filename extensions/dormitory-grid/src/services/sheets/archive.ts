const END_OF_DIRECTORY = 0x06_05_4b_50;
const DIRECTORY_ENTRY = 0x02_01_4b_50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 0xff_ff;
/** A deflated nothing. */
const EMPTY_BYTES = 2;

/**
 * How many bytes a zip archive unfolds to by its own directory, `null` if it has none that can be trusted. The reader
 * behind it stops at the size that an entry declares, and at two gigabytes where it declares none: so what declares none
 * and yet holds something is refused here.
 */
export function unfoldedSize(bytes: Uint8Array): number | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const end = findEnd(view);
	if (end === null) return null;
	let total = 0;
	let at = view.getUint32(end + 16, true);
	for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
		if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) return null;
		const packed = view.getUint32(at + 20, true);
		const unfolded = view.getUint32(at + 24, true);
		const describedLater = (view.getUint16(at + 8, true) & 8) !== 0;
		if (unfolded === 0 && (packed > EMPTY_BYTES || (packed === 0 && describedLater))) return null;
		total += unfolded;
		at += ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	}
	return total;
}

function findEnd(view: DataView): number | null {
	const last = view.byteLength - END_BYTES;
	for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1)
		if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
	return null;
}
