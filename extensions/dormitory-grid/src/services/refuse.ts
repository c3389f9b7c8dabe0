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

/** What was received before is not received again (I4): said with its row, where that is known, and when on the college's clock. */
export function alreadyReceived(
	language: Language,
	earlier: Readonly<{ id: string | null; at: Date; timeZone: string; issue?: number | null }>,
): Error {
	const { id, issue, at, timeZone } = earlier;
	const received = clockTime(at, timeZone);
	const details = { id, ...(issue === undefined ? {} : { issue }), received_at: at.toISOString() };
	return refusal(GridAlreadyReceivedError, language, 'errors.GRID_ALREADY_RECEIVED', { received }, details);
}
