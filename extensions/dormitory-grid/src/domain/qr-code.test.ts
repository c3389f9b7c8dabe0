import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrCode } from './qr-code.ts';

const ADDRESS = 'https://grid.college.example/grid/r/23456789ABCD'.padEnd(106, '#0123456789');

/** Each version's largest text; the hashes are of codes that an independent reader (jsQR) has read back. */
it.each([
	[14, 21, 'b9fe5eb894e00404'],
	[26, 25, '664257809fc1dcd5'],
	[42, 29, '14acc6454f6cf89d'],
	[62, 33, 'ddb6e7cd8419cd4e'],
	[84, 37, '25735ed121074e11'],
	[106, 41, '9c46fd2e36092db8'],
])('of %i bytes has %i modules a side', (length, size, hash) => {
	const code = qrCode(ADDRESS.slice(0, length)) ?? [];
	expect(code).toHaveLength(size);
	const text = code.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')).join('\n');
	expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(hash);
});

it('is none where the text is too long', () => {
	expect(qrCode(`${ADDRESS}x`)).toBeNull();
});
