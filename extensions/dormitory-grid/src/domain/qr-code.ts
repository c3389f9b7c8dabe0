/** QR codes of an address (ISO/IEC 18004): byte mode, error correction M, versions 1 to 6, which hold 106 bytes. */

/** Error correction bytes a block, and blocks, of each version. */
const VERSIONS = [
	{ correction: 10, blocks: 1 },
	{ correction: 16, blocks: 1 },
	{ correction: 26, blocks: 1 },
	{ correction: 18, blocks: 2 },
	{ correction: 24, blocks: 2 },
	{ correction: 16, blocks: 4 },
] as const;

/** Rows of modules, `true` is dark; `null`: the text is too long. */
export type QrCode = readonly (readonly boolean[])[];

export function qrCode(text: string): QrCode | null {
	const bytes = new TextEncoder().encode(text);
	const index = VERSIONS.findIndex((_, at) => bytes.length + 2 <= dataLength(at + 1));
	if (index === -1) return null;
	const version = index + 1;
	const words = interleave(pack(bytes, dataLength(version)), version);
	const candidates = MASKS.map((_, mask) => draw(words, version, mask));
	return candidates.reduce((best, one) => (unevenness(one) < unevenness(best) ? one : best));
}

/** All bytes of a version that are not finders, timing, alignment or format. */
function rawLength(version: number): number {
	const modules = (16 * version + 128) * version + 64 - (version >= 2 ? 25 : 0);
	return Math.floor(modules / 8);
}

function dataLength(version: number): number {
	const { correction, blocks } = VERSIONS[version - 1] ?? VERSIONS[0];
	return rawLength(version) - correction * blocks;
}

/** Mode, length, bytes, end, and padding in turns. */
function pack(bytes: Uint8Array, length: number): number[] {
	const bits = [0, 1, 0, 0];
	const push = (value: number) => {
		for (let bit = 7; bit >= 0; bit--) bits.push((value >>> bit) & 1);
	};
	push(bytes.length);
	bytes.forEach(push);
	bits.push(0, 0, 0, 0);
	const words: number[] = [];
	for (let at = 0; at < bits.length; at += 8)
		words.push(bits.slice(at, at + 8).reduce((value, bit) => value * 2 + bit, 0));
	for (let pad = 0xec; words.length < length; pad = pad === 0xec ? 0x11 : 0xec) words.push(pad);
	return words;
}

/** Each block's correction behind it, and the blocks' bytes in turns. */
function interleave(data: readonly number[], version: number): number[] {
	const { correction, blocks } = VERSIONS[version - 1] ?? VERSIONS[0];
	const size = data.length / blocks;
	const divisor = generator(correction);
	const parts = Array.from({ length: blocks }, (_, n) => data.slice(n * size, (n + 1) * size));
	const checks = parts.map((part) => remainder(part, divisor));
	const inTurns = (lists: readonly (readonly number[])[]) =>
		(lists[0] ?? []).flatMap((_, at) => lists.map((list) => list[at] ?? 0));
	return [...inTurns(parts), ...inTurns(checks)];
}

/** In the field of 256 elements of Reed and Solomon. */
function multiply(x: number, y: number): number {
	let product = 0;
	for (let bit = 7; bit >= 0; bit--) {
		product = (product << 1) ^ ((product >>> 7) * 0x11d);
		product ^= ((y >>> bit) & 1) * x;
	}
	return product;
}

function generator(degree: number): number[] {
	const result: number[] = Array.from({ length: degree }, (_, n) => (n === degree - 1 ? 1 : 0));
	let root = 1;
	for (let step = 0; step < degree; step++) {
		for (let n = 0; n < degree; n++) result[n] = multiply(result[n] ?? 0, root) ^ (result[n + 1] ?? 0);
		root = multiply(root, 2);
	}
	return result;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
	let result = divisor.map(() => 0);
	for (const word of data) {
		const factor = word ^ (result[0] ?? 0);
		result = divisor.map((part, n) => (result[n + 1] ?? 0) ^ multiply(part, factor));
	}
	return result;
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
	(x, y) => (x + y) % 2 === 0,
	(_, y) => y % 2 === 0,
	(x) => x % 3 === 0,
	(x, y) => (x + y) % 3 === 0,
	(x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
	(x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
	(x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
	(x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function draw(words: readonly number[], version: number, mask: number): QrCode {
	const size = 4 * version + 17;
	const rows = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null));
	const set = (x: number, y: number, dark: boolean) => {
		const row = rows[y];
		if (row && x >= 0 && x < size) row[x] = dark;
	};
	const around = (x: number, y: number, reach: number, dark: (distance: number) => boolean) => {
		for (let dy = -reach; dy <= reach; dy++)
			for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
	};
	for (let n = 0; n < size; n++) {
		set(6, n, n % 2 === 0);
		set(n, 6, n % 2 === 0);
	}
	for (const [x, y] of [
		[3, 3],
		[size - 4, 3],
		[3, size - 4],
	] as const)
		around(x, y, 4, (distance) => distance !== 2 && distance !== 4);
	if (version > 1) around(size - 7, size - 7, 2, (distance) => distance !== 1);
	drawFormat(set, size, mask);
	fillIn(rows, words, MASKS[mask] ?? (() => false));
	return rows.map((row) => row.map((dark) => dark === true));
}

/** Correction level and mask, twice. */
function drawFormat(set: (x: number, y: number, dark: boolean) => void, size: number, mask: number): void {
	let check = mask;
	for (let n = 0; n < 10; n++) check = (check << 1) ^ ((check >>> 9) * 0x537);
	const bits = ((mask << 10) | check) ^ 0x5412;
	const bit = (n: number) => ((bits >>> n) & 1) === 1;
	for (let n = 0; n < 15; n++) {
		if (n < 6) set(8, n, bit(n));
		else if (n < 8) set(8, n + 1, bit(n));
		else if (n === 8) set(7, 8, bit(n));
		else set(14 - n, 8, bit(n));
		if (n < 8) set(size - 1 - n, 8, bit(n));
		else set(8, size - 15 + n, bit(n));
	}
	set(8, size - 8, true);
}

/** Two columns at a time, up and down from the right, around what is drawn already. */
function fillIn(
	rows: readonly (boolean | null)[][],
	words: readonly number[],
	mask: (x: number, y: number) => boolean,
): void {
	const size = rows.length;
	let at = 0;
	for (let right = size - 1; right >= 1; right -= 2) {
		if (right === 6) right = 5;
		const up = ((right + 1) & 2) === 0;
		for (let n = 0; n < size; n++) {
			const y = up ? size - 1 - n : n;
			for (const x of [right, right - 1]) {
				const row = rows[y];
				if (!row || row[x] !== null) continue;
				const dark = (((words[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
				at++;
				row[x] = dark !== mask(x, y);
			}
		}
	}
}

/** Long runs and blocks of one colour are hard to read. */
function unevenness(code: QrCode): number {
	const size = code.length;
	const is = (x: number, y: number) => code[y]?.[x] === true;
	let points = 0;
	for (let a = 0; a < size; a++) {
		for (const at of [is, (x: number, y: number) => is(y, x)]) {
			let run = 1;
			for (let b = 1; b < size; b++) {
				run = at(b, a) === at(b - 1, a) ? run + 1 : 1;
				points += run === 5 ? 3 : run > 5 ? 1 : 0;
			}
		}
		for (let b = 1; b < size && a > 0; b++) {
			const dark = is(b, a);
			if (is(b - 1, a) === dark && is(b, a - 1) === dark && is(b - 1, a - 1) === dark) points += 3;
		}
	}
	return points;
}
