import { inject, type InjectionKey, provide, type Ref, readonly, ref, watchEffect } from 'vue';
import { chooseLanguage, type Language, LANGUAGES } from '../../constants/languages.ts';
import { fill } from '../../lang/fill.ts';
import { sharedEnUS } from '../../lang/pages/shared/en-US.ts';
import { type SharedTextKey, sharedZhCN } from '../../lang/pages/shared/zh-CN.ts';
import { readStored, writeStored } from './storage.ts';

const STORED = 'grid.language';
const SHARED: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
	'zh-CN': sharedZhCN,
	'en-US': sharedEnUS,
};

export type Say<Key extends string = SharedTextKey> = (
	key: Key,
	values?: Readonly<Record<string, string | number>>,
) => string;

export interface Texts<Key extends string> {
	language: Readonly<Ref<Language>>;
	say: Say<Key>;
	/** Joins names and numbers as the language does. */
	sayList: (parts: readonly (string | number)[]) => string;
	/** What a person chooses on this phone stays; what his account says is taken only where nothing was chosen. */
	choose: (language: Language) => void;
	suggest: (language: string | null) => void;
}

const KEY: InjectionKey<Texts<string>> = Symbol('texts');

/**
 * The texts of one page beside the shared ones, so that each page carries its own alone. `title` names the document.
 * A page has a `texts.ts` that gives `useTexts` the keys of its own file; shared components use the shared keys.
 */
export function provideTexts<Key extends string>(
	own: Readonly<Record<Language, Readonly<Record<Key, string>>>>,
	title: NoInfer<Key>,
): Texts<Key | SharedTextKey> {
	const chosen = readChosen();
	const language = ref<Language>(chosen ?? 'zh-CN');
	const say: Say<string> = (key, values = {}) => {
		const texts: Readonly<Record<string, string>> = own[language.value];
		return fill(texts[key] ?? SHARED[language.value][key] ?? key, values);
	};
	watchEffect(() => {
		document.documentElement.lang = language.value;
		document.title = say(title);
	});
	const texts: Texts<string> = {
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

export function useTexts<Key extends string = SharedTextKey>(): Texts<Key | SharedTextKey> {
	const texts = inject(KEY);
	if (!texts) throw new Error('provideTexts was not called above this component');
	return texts;
}

function readChosen(): Language | null {
	const stored = readStored(STORED);
	return LANGUAGES.find((language) => language === stored) ?? null;
}
