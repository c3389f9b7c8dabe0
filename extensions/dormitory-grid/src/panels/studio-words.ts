import { chooseLanguage, type Language } from '../constants/languages.ts';
import type { SettingTexts } from './setting-texts.ts';

/**
 * The Studio puts words for an extension's `$t:` keys when its language is set, and only then: before it has asked for an
 * installation's own (directus_translations), so that a panel named by such a key is shown as the bare key. Hence a
 * panel's name says both languages, and its settings are put into words when the form opens.
 */
export function inBoth(texts: SettingTexts, key: string): string {
	const [, zh, en] = find(texts, key);
	return `${zh} · ${en}`;
}

export function inLanguage(texts: SettingTexts, key: string, language: Language): string {
	const [, zh, en] = find(texts, key);
	return language === 'zh-CN' ? zh : en;
}

/** In the language that the Studio shows at this moment. */
export function inStudio(texts: SettingTexts, key: string): string {
	return inLanguage(texts, key, chooseLanguage(document.documentElement.lang));
}

function find(texts: SettingTexts, key: string): SettingTexts[number] {
	const found = texts.find(([known]) => known === key);
	if (!found) throw new Error(`no words for ${key}`);
	return found;
}
