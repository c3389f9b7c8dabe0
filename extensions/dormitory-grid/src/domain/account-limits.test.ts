import { expect, it } from 'vitest';
import { changesLogin, findLongField, isFreshLogin, sizeOf } from './account-limits.ts';

it('finds the field of an account that is too long', () => {
	expect(findLongField({ language: 'zh-CN', theme_light: null, title: '辅导员', tags: ['a', 'b'] })).toBeNull();
	expect(findLongField({ language: 'x'.repeat(5000) })).toEqual({ field: 'language', most: 35 });
	expect(findLongField({ theme_dark: 'x'.repeat(256) })).toMatchObject({ field: 'theme_dark' });
	expect(findLongField({ tags: Array.from({ length: 500 }, () => 'long') })).toMatchObject({ field: 'tags' });
});

it('counts what is stored', () => {
	expect([null, undefined, 'ab', { a: 1 }, 7].map(sizeOf)).toEqual([0, 0, 2, 7, 1]);
});

it('a change of what one logs in with wants a fresh log-in', () => {
	expect(changesLogin({ language: 'zh-CN', theme_light: 'x' })).toBe(false);
	for (const field of ['password', 'tfa_secret', 'email', 'token']) expect(changesLogin({ [field]: null })).toBe(true);
	const now = new Date('2026-11-25T14:00:00Z');
	expect(isFreshLogin(new Date('2026-11-25T13:50:00Z'), now)).toBe(true);
	expect(isFreshLogin(new Date('2026-11-25T13:49:59Z'), now)).toBe(false);
	expect(isFreshLogin(null, now)).toBe(false);
});
