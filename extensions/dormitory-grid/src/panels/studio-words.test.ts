import { describe, expect, test } from 'vitest';
import { BOOK_TEXTS, HIERARCHY_TEXTS } from './setting-texts.ts';
import { inBoth, inLanguage } from './studio-words.ts';

test('a name says both languages, a setting the one that is shown', () => {
	expect(inBoth(HIERARCHY_TEXTS, 'name')).toBe('楼栋层级 · Building hierarchy');
	expect(inLanguage(HIERARCHY_TEXTS, 'root', 'zh-CN')).toBe('只看一栋楼');
	expect(inLanguage(HIERARCHY_TEXTS, 'root', 'en-US')).toBe('One building only');
	expect(() => inBoth(HIERARCHY_TEXTS, 'no such key')).toThrow('no such key');
});

describe.each([
	['hierarchy', HIERARCHY_TEXTS],
	['book', BOOK_TEXTS],
])('the settings of %s', (_, texts) => {
	test('speak both languages, and stand once', () => {
		expect(texts.filter(([, zh]) => !/\p{Script=Han}/u.test(zh))).toEqual([]);
		expect(texts.filter(([, , en]) => en.trim() === '' || /\p{Script=Han}/u.test(en))).toEqual([]);
		expect(new Set(texts.map(([key]) => key)).size).toBe(texts.length);
	});

	test('hold no sign that vue-i18n reads as its own', () => {
		expect(texts.filter(([, ...words]) => words.some((text) => /[{}@|$]/.test(text)))).toEqual([]);
	});
});
