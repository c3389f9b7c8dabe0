/** Characters that a person's own fields may have: they are read with every page of the Studio, and nobody clears them up. */
const FIELD_LENGTHS: Readonly<Record<string, number>> = {
	language: 35,
	appearance: 20,
	text_direction: 20,
	theme_light: 255,
	theme_dark: 255,
	first_name: 50,
	last_name: 50,
	title: 255,
	location: 255,
	last_page: 1000,
	tags: 2000,
	description: 2000,
	theme_light_overrides: 16_384,
	theme_dark_overrides: 16_384,
};

/** The first field of an account that is longer than it may be. */
export function findLongField(account: Readonly<Record<string, unknown>>): { field: string; most: number } | null {
	for (const [field, most] of Object.entries(FIELD_LENGTHS)) {
		if (sizeOf(account[field]) > most) return { field, most };
	}
	return null;
}

/** A saved view of a list: the Studio's take some hundred characters. */
export const PRESET_LENGTH = 16_384;
export const PRESETS_A_PERSON = 200;
export const NOTIFICATION_STATUS_LENGTH = 20;

/** Characters that a value takes when it is stored. */
export function sizeOf(value: unknown): number {
	if (value === null || value === undefined) return 0;
	return typeof value === 'string' ? value.length : JSON.stringify(value).length;
}

/** Minutes after a log-in in which a person may change what he logs in with: an open session alone is no proof of who sits there. */
export const FRESH_LOGIN_MINUTES = 10;

/** What a person logs in with: a change of it can shut him out. */
export function changesLogin(account: Readonly<Record<string, unknown>>): boolean {
	return ['password', 'tfa_secret', 'email', 'token'].some((field) => account[field] !== undefined);
}

export function isFreshLogin(loggedInAt: Date | null, now: Date): boolean {
	if (loggedInAt === null) return false;
	return now.getTime() - loggedInAt.getTime() <= FRESH_LOGIN_MINUTES * 60_000;
}
