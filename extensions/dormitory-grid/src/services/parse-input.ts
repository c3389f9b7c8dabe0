import type { z } from 'zod';
import type { Language } from '../constants/languages.ts';
import { GridInvalidInputError } from '../errors/index.ts';
import { isTextKey, say, sayList } from '../lang/say.ts';
import { integerKey } from './inputs/fields.ts';
import { refusal } from './refuse.ts';

/** Parses unknown input at the boundary; what is wrong is said by field, all of it at once. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown, language: Language): Output {
	const result = schema.safeParse(input, { reportInput: true });
	if (result.success) return result.data;
	const issues = result.error.issues.map((issue) => {
		const path = issue.path.join('.');
		const missing = issue.code === 'invalid_type' && issue.input === undefined;
		return {
			path,
			message: say(language, missing ? 'field.required' : 'field.wrong', { field: fieldLabel(language, path) }),
		};
	});
	throw invalidInput(language, issues);
}

export function invalidInput(language: Language, issues: readonly { path: string; message: string }[]): Error {
	const text = sayList(
		language,
		issues.map((issue) => issue.message),
	);
	return refusal(GridInvalidInputError, language, 'errors.GRID_INVALID_INPUT', { issues: text }, { issues });
}

export function missingField(language: Language, field: string): Error {
	const message = say(language, 'field.required', { field: fieldLabel(language, field) });
	return invalidInput(language, [{ path: field, message }]);
}

export function wrongField(language: Language, field: string): Error {
	return invalidInput(language, [
		{ path: field, message: say(language, 'field.wrong', { field: fieldLabel(language, field) }) },
	]);
}

/** What a field is called in the forms; where it has no name of its own, its technical one. Of a list the line is said, too. */
export function fieldLabel(language: Language, path: string): string {
	const parts = path.split('.');
	const key = `field.name.${parts.at(-1)}`;
	const line = parts.findLast((part) => /^\d+$/.test(part));
	const name = isTextKey(key) ? say(language, key) : path;
	return line !== undefined && isTextKey(key) ? `${name} ${Number(line) + 1}` : name;
}

/** The key of a relation as the API may send it: a number, a digit string, or an object that holds one. */
export function readKey(value: unknown): number | null {
	const result = integerKey.safeParse(value);
	return result.success ? result.data : null;
}
