import { computed, type ComputedRef, inject, type InjectionKey, provide } from 'vue';
import { useI18n } from 'vue-i18n';
import { chooseLanguage, type Language } from '../../constants/languages.ts';
import { bookEnUS } from '../../lang/panels/book-en-US.ts';
import { bookZhCN } from '../../lang/panels/book-zh-CN.ts';

export type BookText = keyof typeof bookZhCN;
interface Texts {
	t: (key: BookText, values?: Record<string, string | number>) => string;
	language: ComputedRef<Language>;
}

const KEY: InjectionKey<Texts> = Symbol('night-book');

/** The asker's language for a panel and everything inside it. */
export function provideTexts(): Texts {
	const i18n = useI18n({
		useScope: 'local',
		inheritLocale: true,
		fallbackLocale: 'en-US',
		messages: { 'zh-CN': bookZhCN, 'en-US': bookEnUS },
	});
	const texts: Texts = {
		t: (key, values = {}) => i18n.t(key, values),
		language: computed(() => chooseLanguage(i18n.locale.value)),
	};
	provide(KEY, texts);
	return texts;
}

export function useTexts(): Texts {
	const texts = inject(KEY);
	if (!texts) throw new Error('a part of the night book stands outside its panel');
	return texts;
}
