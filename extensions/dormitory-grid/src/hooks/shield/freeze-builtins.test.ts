import { expect, it } from 'vitest';
import { freezeBuiltins } from './freeze-builtins.ts';
import { loadSet } from './test-directus.ts';

// The very function that Directus pollutes the process with.
const set = await loadSet();

it('leaves nothing for lodash `set` to write to, and breaks nothing', () => {
	expect(freezeBuiltins()).toBeGreaterThan(50);
	expect(freezeBuiltins()).toBe(0);
	const call = Function.prototype.call;
	const paths = [
		['toString', 'call'],
		['valueOf', 'apply'],
		['hasOwnProperty', 'call'],
		['a', 'push', 'call'],
	];
	for (const path of paths) {
		expect(() => set({ a: [] }, path, 1)).toThrow(TypeError);
	}
	expect(Object.prototype.toString.call).toBe(call);
	expect(Array.prototype.push.call).toBe(call);
	expect(Object.prototype.toString.call([])).toBe('[object Array]');
	expect(set({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
});
