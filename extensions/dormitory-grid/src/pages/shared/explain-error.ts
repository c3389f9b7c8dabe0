import { type ApiError, isRecord } from './request.ts';
import type { Say } from './use-texts.ts';

/** An error in the reader's words. */
export interface Explained {
	title: string;
	lines: string[];
}

/** What any page may be told; the server's own message, in the account's language, is the last resort. */
export function explainCommon({ code, message, details }: ApiError, say: Say): Explained {
	switch (code) {
		case 'GRID_INVALID_INPUT': {
			const issues = Array.isArray(details['issues']) ? details['issues'].filter(isRecord) : [];
			const lines = issues.flatMap((issue) => (typeof issue['message'] === 'string' ? [issue['message']] : []));
			return { title: say('error.invalid'), lines };
		}
		case 'GRID_FORBIDDEN':
		case 'FORBIDDEN':
			return { title: say('error.forbidden'), lines: [] };
		default:
			return { title: say('error.unknown'), lines: message ? [message] : [] };
	}
}
