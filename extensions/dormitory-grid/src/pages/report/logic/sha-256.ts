/** SHA-256 of a short text, as hex: the browser's own exists only under HTTPS, and waits for each hash by itself. */
const K = constants(64, (prime) => Math.cbrt(prime));
const START = constants(8, (prime) => Math.sqrt(prime));

/** The first 32 bits after the point of a root of each of the first primes (FIPS 180-4). */
function constants(count: number, root: (prime: number) => number): Uint32Array {
	const found: number[] = [];
	for (let number = 2; found.length < count; number++) {
		let isPrime = true;
		for (let by = 2; by * by <= number; by++) if (number % by === 0) isPrime = false;
		if (isPrime) found.push(Math.floor((root(number) % 1) * 2 ** 32));
	}
	return Uint32Array.from(found);
}

const at = (words: Uint32Array, index: number) => words[index] ?? 0;
const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

export function sha256(text: string): string {
	const bytes = new TextEncoder().encode(text);
	const blocks = Math.ceil((bytes.length + 9) / 64);
	const padded = new Uint8Array(blocks * 64);
	padded.set(bytes);
	padded[bytes.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setUint32(padded.length - 4, bytes.length * 8);
	const state = Uint32Array.from(START);
	const words = new Uint32Array(64);
	for (let block = 0; block < blocks; block++) {
		for (let n = 0; n < 16; n++) words[n] = view.getUint32(block * 64 + n * 4);
		mix(state, words);
	}
	return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function mix(state: Uint32Array, words: Uint32Array): void {
	for (let n = 16; n < 64; n++) {
		const [early, late] = [at(words, n - 15), at(words, n - 2)];
		const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
		const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
		words[n] = at(words, n - 16) + small + at(words, n - 7) + large;
	}
	let [a, b, c, d] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3)];
	let [e, f, g, h] = [at(state, 4), at(state, 5), at(state, 6), at(state, 7)];
	for (let n = 0; n < 64; n++) {
		const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, n) + at(words, n)) | 0;
		const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
	}
	[a, b, c, d, e, f, g, h].forEach((word, n) => (state[n] = at(state, n) + word));
}
