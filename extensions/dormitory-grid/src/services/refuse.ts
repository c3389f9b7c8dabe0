import type { Language } from '../constants/languages.ts';
import { clockTime } from '../domain/calendar.ts';
import { GridAlreadyReceivedError, type GridErrorExtensions } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';

type GridError = new (extensions: GridErrorExtensions) => Error;

/** An error in the asker's language. `details` go to the client as extensions; the message does not go twice. */
export function refusal(
	error: GridError,
	language: Language,
	key: TextKey,
	values: Readonly<Record<string, string | number | null>> = {},
	details: Readonly<Record<string, unknown>> = {},
): Error {
	const extensions: GridErrorExtensions = { message: '', ...details };
	Object.defineProperty(extensions, 'message', { value: say(language, key, values), enumerable: false });
	return new error(extensions);
}

/**
 * The same key again is the same thing (I4): said with the row that it became, and when on the college's clock.
 * @param earlier what else is in it goes to the client beside `id` and `received_at`
 */
export function alreadyReceived(
	language: Language,
	earlier: Readonly<{ id: string | null; at: Date; timeZone: string; issue?: number | null }>,
): Error {
	const { at, timeZone, ...rest } = earlier;
	const received = clockTime(at, timeZone);
	const details = { ...rest, received_at: at.toISOString() };
	return refusal(GridAlreadyReceivedError, language, 'errors.GRID_ALREADY_RECEIVED', { received }, details);
}
