import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeFormulas } from './csv-formulas.ts';

it.each([
	['=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'],
	['+8613900001111', "'+8613900001111"],
	['-1+2', "'-1+2"],
	['@SUM(A1)', "'@SUM(A1)"],
	['\t=1', "'\t=1"],
	['-5.50', '-5.50'],
	['张三', '张三'],
	['a=b', 'a=b'],
	['', ''],
])('%j becomes %j', (text, escaped) => {
	expect(escapeFormulas(text)).toBe(escaped);
});

it('goes through nested rows and leaves everything else alone', () => {
	const date = new Date(0);
	const rows = [{ id: 1, name: '=1', grid: { code: '@x' }, tags: ['+1', null], when: date }];
	expect(escapeFormulas(rows)).toEqual([
		{ id: 1, name: "'=1", grid: { code: "'@x" }, tags: ["'+1", null], when: date },
	]);
});

it('never leaves a text that begins a formula, and takes nothing away', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			const escaped = String(escapeFormulas(text));
			expect(escaped.endsWith(text)).toBe(true);
			expect(/^[=+@\t\r\0]/.test(escaped)).toBe(false);
		}),
	);
});
