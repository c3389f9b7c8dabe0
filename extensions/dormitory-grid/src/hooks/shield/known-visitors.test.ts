import { expect, it } from 'vitest';
import { createKnownVisitors } from './known-visitors.ts';

const DAY = 86_400_000;
const at = (days: number): Date => new Date(1_780_000_000_000 + days * DAY);

it('knows an account at the address where it has logged in, for a month', () => {
	const known = createKnownVisitors();
	known.remember('10.0.0.1', 'a@college.example', at(0));
	expect(known.has('10.0.0.1', 'a@college.example', at(29))).toBe(true);
	expect(known.has('10.0.0.2', 'a@college.example', at(0))).toBe(false);
	expect(known.has('10.0.0.1', 'b@college.example', at(0))).toBe(false);
	expect(known.has('10.0.0.1', 'a@college.example', at(31))).toBe(false);
});

it('forgets the least recent when there are too many', () => {
	const known = createKnownVisitors(2);
	for (const account of ['a', 'b', 'a', 'c']) known.remember('x', account, at(0));
	expect(['a', 'b', 'c'].map((account) => known.has('x', account, at(0)))).toEqual([true, false, true]);
});
