import { expect, it } from 'vitest';
import { photoType } from './photo.ts';

const bytes = (...parts: (string | number[])[]) =>
	Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

it.each([
	['a JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), 'jpeg'],
	['a PNG', bytes([0x89], 'PNG\r\n\u001a\n'), 'png'],
	['a WebP', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), 'webp'],
	['another RIFF', bytes('RIFF', [1, 2, 3, 4], 'WAVE'), null],
	['a GIF', bytes('GIF89a'), null],
	['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg">'), null],
	['a page', bytes('<!doctype html>'), null],
	['a PDF', bytes('%PDF-1.7'), null],
	['half a signature', bytes([0xff, 0xd8]), null],
	['nothing', bytes(), null],
])('tells %s by its first bytes', (_, file, type) => {
	expect(photoType(file)).toBe(type);
});
