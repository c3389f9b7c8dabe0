export const LANGUAGES = ['zh-CN', 'en-US'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Chinese first: anything that does not ask for English reads Chinese. Takes a user's setting or an Accept-Language header. */
export function chooseLanguage(wish: string | null | undefined): Language {
	return /^\s*en\b/i.test(wish ?? '') ? 'en-US' : 'zh-CN';
}
