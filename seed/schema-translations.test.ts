import { describe, expect, it } from 'vitest';
import { MODULE_TRANSLATIONS } from '../extensions/dormitory-grid/src/modules/page-frame/translations.ts';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { SCHEMA_TRANSLATIONS } from './schema-translations.ts';

const used = new Set([...readSnapshot().text.matchAll(/\$t:([a-z0-9_]+)/g)].map((match) => match[1] ?? ''));
const texts = [...SCHEMA_TRANSLATIONS, ...MODULE_TRANSLATIONS];

describe('texts that the schema names by key', () => {
	it('are all there, each once, and none is left over', () => {
		const keys = SCHEMA_TRANSLATIONS.map(([key]) => key);
		expect([...used].filter((key) => !keys.includes(key))).toEqual([]);
		expect(keys.filter((key) => !used.has(key))).toEqual([]);
		expect(texts.map(([key]) => key).filter((key, index, all) => all.indexOf(key) !== index)).toEqual([]);
	});

	it('speak both languages', () => {
		expect(texts.filter(([, zh]) => !/\p{Script=Han}/u.test(zh)).map(([key]) => key)).toEqual([]);
		expect(texts.filter(([, , en]) => en.trim() === '' || /\p{Script=Han}/u.test(en)).map(([key]) => key)).toEqual([]);
	});

	it('hold no sign that vue-i18n reads as its own: one such text takes every other with it', () => {
		expect(texts.filter(([, ...words]) => words.some((text) => /[{}@|]/.test(text))).map(([key]) => key)).toEqual([]);
	});
});
