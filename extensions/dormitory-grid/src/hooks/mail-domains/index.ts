import { createRequire } from 'node:module';
import { defineHook } from '@directus/extensions-sdk';

/** Reserved for examples (RFC 2606): the demo college's accounts end in it. */
const EXAMPLE_DOMAIN = 'example';

/**
 * Directus checks log-in names with Joi, whose list of top-level domains holds only delegated ones: without this the
 * accounts of the demo college could not log in. The list is a Set shared by the process.
 */
export default defineHook((_, { logger }) => {
	try {
		const fromJoi = createRequire(createRequire(import.meta.url).resolve('joi'));
		const { tlds } = fromJoi('@hapi/tlds') as { tlds: Set<string> };
		tlds.add(EXAMPLE_DOMAIN);
	} catch (error) {
		logger.warn(
			error,
			`[grid] addresses ending in .${EXAMPLE_DOMAIN} cannot log in here; real accounts are not concerned`,
		);
	}
});
