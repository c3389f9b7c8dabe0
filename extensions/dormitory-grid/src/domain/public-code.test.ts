import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeFrom, PLACE_CODE_LENGTH, readCode, RECEIPT_LENGTH } from './public-code.ts';

it('any bytes give a code that is read back as it was typed: with gaps, in lower case', () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: RECEIPT_LENGTH, maxLength: 40 }), (bytes) => {
			const code = codeFrom(bytes, RECEIPT_LENGTH);
			expect(code).toHaveLength(RECEIPT_LENGTH);
			const typed = code.toLowerCase().replaceAll(/(.{5})/g, '$1-');
			expect(readCode(` ${typed} `, RECEIPT_LENGTH)).toBe(code);
		}),
	);
});

it('every sign is as likely as another', () => {
	const signs = new Set(Array.from({ length: 256 }, (_, byte) => codeFrom(Uint8Array.of(byte), 1)));
	expect(signs.size).toBe(32);
	for (const sign of '01IO') expect(signs.has(sign)).toBe(false);
});

it('nothing else is a code', () => {
	const code = '23456789ABCD';
	expect(readCode(code, PLACE_CODE_LENGTH)).toBe(code);
	for (const other of [null, 12, '', '23456789ABC', '23456789ABCDE', '23456789ABC0', '23456789ABCé', ['2'], {}])
		expect(readCode(other, PLACE_CODE_LENGTH)).toBeNull();
	expect(readCode(`${code}${' '.repeat(100)}`, PLACE_CODE_LENGTH)).toBeNull();
});
