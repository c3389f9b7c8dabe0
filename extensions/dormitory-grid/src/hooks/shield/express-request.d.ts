import type { Accountability } from '@directus/types';

declare global {
	namespace Express {
		interface Request {
			/** Set by Directus's authenticate middleware: there from `middlewares.after` on. */
			accountability?: Accountability | null;
		}
	}
}
