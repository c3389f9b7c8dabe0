import { defineHook } from '@directus/extensions-sdk';
import type { Query } from '@directus/types';
import { checkAddresses } from './check-address.ts';
import { checkBodies } from './check-body.ts';
import { checkImports } from './check-imports.ts';
import { escapeFormulas } from './csv-formulas.ts';
import { delayLogins } from './delay-logins.ts';
import { freezeBuiltins } from './freeze-builtins.ts';
import { limitPublic } from './limit-public.ts';
import { guardQuery } from './guard-queries.ts';
import { watchRejections } from './rejections.ts';
import { createRefusal } from './refusal.ts';
import { readLimits, readSecret, usesHttps } from './read-env.ts';
import { isCsvRequest } from './request-context.ts';
import { stopUnsafeStart } from './stop-unsafe-start.ts';
import { watchProxy } from './watch-proxy.ts';

/** The shield (DESIGN.md 1, RELIABILITY.md 3.4): what is open in Directus 11.17.4, shut from inside. There is no switch to turn it off. */
export default defineHook(({ init, filter }, context) => {
	freezeBuiltins();
	watchRejections((reason) => context.logger.error(reason, 'A rejection that nobody awaited'));

	let limitWork: ReturnType<typeof limitPublic> = () => {};
	init('app.before', () => stopUnsafeStart(context));
	init('middlewares.before', ({ app }) => {
		watchProxy(app, (message) => context.logger.warn(message));
		checkAddresses(app);
		limitWork = limitPublic(app, () => performance.now());
	});
	init('middlewares.after', ({ app }) => {
		limitWork(app);
		checkBodies(app, readLimits(context.env));
		delayLogins(app, { secret: readSecret(context.env), secureCookie: usesHttps(context.env), now: () => new Date() });
		checkImports(app);
	});

	// `items.query`, `users.query`, `files.query` …: every scope; the second name that items emit has three parts and is not met.
	filter<Query>('*.query', (query, { collection }, eventContext) =>
		guardQuery(query, String(collection), eventContext),
	);
	// A comment's mentions are looked up one by one and mailed, without a limit: one long comment holds the server for a
	// minute, and anybody can fill anybody's inbox. Directus asks this filter before it reads the mentions.
	filter('comments.create', () => {
		throw createRefusal('closed', 'comments');
	});
	filter('*.read', (rows, { query }, { accountability }) => {
		const writesCsv = isCsvRequest() || String(query?.export ?? '').startsWith('csv');
		return writesCsv && accountability ? escapeFormulas(rows) : rows;
	});
});
