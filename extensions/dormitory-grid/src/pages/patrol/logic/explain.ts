import type { ApiError } from '../../shared/request.ts';
import type { Say } from '../../shared/use-texts.ts';

/** Our errors come in the person's own language; what is not ours is said in the page's. */
export function explainedMessage({ code, message }: ApiError, say: Say): string {
	return code === 'FORBIDDEN' || message === '' ? say('error.forbidden') : message;
}
