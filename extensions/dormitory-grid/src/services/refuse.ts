import type { GridErrorExtensions } from '../errors/index.ts';
import type { Language } from '../constants/languages.ts';
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
