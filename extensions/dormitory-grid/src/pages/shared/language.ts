import { inject, type InjectionKey, provide, type Ref, readonly, ref, watchEffect } from 'vue';
import { chooseLanguage, type Language, LANGUAGES } from '../../constants/languages.ts';
import { type PageTextKey, type PageTexts, pagesZhCN } from '../../lang/pages/zh-CN.ts';
import { pagesEnUS } from '../../lang/pages/en-US.ts';
import { readStored, writeStored } from './storage.ts';

const STORED = 'grid.language';
const TEXTS: Readonly<Record<Language, PageTexts>> = { 'zh-CN': pagesZhCN, 'en-US': pagesEnUS };

export type Say = (key: PageTextKey, values?: Readonly<Record<string, string | number>>) => string;

export interface Texts {
	language: Readonly<Ref<Language>>;
	say: Say;
	/** Joins names and numbers as the language does. */
	sayList: (parts: readonly (string | number)[]) => string;
	/** What a person chooses on this phone stays; what his account says is taken only where nothing was chosen. */
	choose: (language: Language) => void;
	suggest: (language: string | null) => void;
}

const KEY: InjectionKey<Texts> = Symbol('texts');

export function provideTexts(title: PageTextKey): Texts {
	const chosen = readChosen();
	const language = ref<Language>(chosen ?? 'zh-CN');
	const say: Say = (key, values = {}) => fill(TEXTS[language.value][key], values);
	watchEffect(() => {
		document.documentElement.lang = language.value;
		document.title = say(title);
	});
	const texts: Texts = {
		language: readonly(language),
		say,
		sayList: (parts) => parts.join(language.value === 'zh-CN' ? '、' : ', '),
		choose(wanted) {
			language.value = wanted;
			writeStored(STORED, wanted);
		},
		suggest(wanted) {
			if (readChosen() === null) language.value = chooseLanguage(wanted);
		},
	};
	provide(KEY, texts);
	return texts;
}

export function useTexts(): Texts {
	const texts = inject(KEY);
	if (!texts) throw new Error('provideTexts was not called above this component');
	return texts;
}

export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
	return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

function readChosen(): Language | null {
	const stored = readStored(STORED);
	return LANGUAGES.find((language) => language === stored) ?? null;
}
