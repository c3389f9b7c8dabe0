import type { Language } from '../constants/languages.ts';
import { enUS } from './translations/en-US.ts';
import { type TextKey, type Texts, zhCN } from './translations/zh-CN.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { 'zh-CN': zhCN, 'en-US': enUS };

/** A text in a language, with its `{names}` filled in. */
export function say(
	language: Language,
	key: TextKey,
	values: Readonly<Record<string, string | number | null>> = {},
): string {
	return TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** Joins a list as the language does. */
export function sayList(language: Language, parts: readonly (string | number)[]): string {
	return parts.join(language === 'zh-CN' ? '、' : ', ');
}
