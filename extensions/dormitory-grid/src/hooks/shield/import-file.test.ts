import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { findImportProblem } from './import-file.ts';
import { loadSet } from './test-directus.ts';

const set = await loadSet();

const csv = (text: string) => findImportProblem('text/csv', Buffer.from(text));
const json = (text: string) => findImportProblem('application/json', Buffer.from(text));

describe('csv', () => {
	it.each([
		'number,name,grid.code\n1,张三,3-2\n',
		'学号;姓名;宿舍\n1;张三;3-2-1\n',
		'"number","entries"\n1,[]\n',
		'number\n',
		'',
		'number,,name\n1,,x\n',
	])('takes %j', (text) => {
		expect(csv(text)).toBeNull();
	});

	it.each([
		['toString.call,name\nx,y\n', 'toString.call'],
		['name;valueOf.apply\nx;y\n', 'valueOf.apply'],
		['a,a.push.call\n[],x\n', 'a.push.call'],
		['name,"a""].toString[""call"\nx,y\n', 'a"].toString["call'],
		['a[0].push.call\nx\n', 'a[0].push.call'],
		['name\t__proto__\nx\ty\n', '__proto__'],
		['constructor\nx\n', 'constructor'],
		['"x\n","toString.call"\na,b\n', 'toString.call'],
		["['to\\String'].call\nx\n", "['to\\String'].call"],
	])('refuses %j', (text, header) => {
		expect(csv(text)).toEqual({ kind: 'hostile-header', header });
	});

	it('refuses a header that the first chunk does not hold', () => {
		expect(csv(`${'a,'.repeat(40_000)}toString.call\nx\n`)).toEqual({ kind: 'header-too-long' });
	});

	it('lets nothing through that reaches a shared function', () => {
		const step = fc.constantFrom(
			'a',
			'entries',
			'toString',
			'push',
			'call',
			'valueOf',
			'0',
			'__proto__',
			'constructor',
			"['call']",
		);
		const header = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join('.'));
		const value = fc.constantFrom('x', '[]', '{}', '[{}]');
		fc.assert(
			fc.property(fc.array(fc.tuple(header, value), { minLength: 1, maxLength: 4 }), (columns) => {
				const text = Papa.unparse([columns.map(([name]) => name), columns.map(([, cell]) => cell)]);
				fc.pre(csv(text) === null);
				const before = snapshotFunctions();
				const row = {};
				for (const [name, cell] of columns) set(row, name, cell === 'x' ? cell : JSON.parse(cell));
				expect(snapshotFunctions()).toEqual(before);
			}),
		);
	});
});

describe('json', () => {
	it('takes rows', () => {
		expect(json('[{"name":"张三","entries":[{"id":1}]}]')).toBeNull();
		expect(json('this is no JSON')).toBeNull();
	});
	it.each(['__proto__', 'constructor', 'toString'])(
		'refuses the key %s, also when it is written with escapes',
		(key) => {
			expect(json(`[{"a":{"${key}":1}}]`)).toEqual({ kind: 'hostile-key', key });
			expect(json(`[{"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}":1}]`)).toEqual({
				kind: 'hostile-key',
				key,
			});
		},
	);
	it('refuses endless nesting', () => {
		expect(json(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toEqual({ kind: 'too-deep' });
	});
});

/** The own keys of every function on Object.prototype and Array.prototype: what pollution would add to. */
function snapshotFunctions(): string[] {
	return [Object.prototype, Array.prototype].flatMap((prototype) =>
		Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
			typeof value === 'function' ? Reflect.ownKeys(value).map((key) => `${name}.${String(key)}`) : [],
		),
	);
}
