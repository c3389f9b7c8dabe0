import type { Language } from '../constants/languages.ts';
import { fill } from './fill.ts';
import { enUS } from './translations/en-US.ts';
import { type TextKey, type Texts, zhCN } from './translations/zh-CN.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { 'zh-CN': zhCN, 'en-US': enUS };

/** A text in a language, with its `{names}` filled in. */
export function say(
	language: Language,
	key: TextKey,
	values: Readonly<Record<string, string | number | null>> = {},
): string {
	return fill(TEXTS[language][key], values);
}

/** For keys that are put together from what was sent. */
export function isTextKey(key: string): key is TextKey {
	return Object.hasOwn(zhCN, key);
}

/** Joins a list as the language does. */
export function sayList(language: Language, parts: readonly (string | number)[]): string {
	return parts.join(language === 'zh-CN' ? '、' : ', ');
}
