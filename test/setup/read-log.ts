/** What tells that a promise or an exception got away (I14): the shield's own words, Node's last words, Directus's. */
const ESCAPES = [
	/nobody awaited/,
	/unhandledRejection/i,
	/UnhandledPromiseRejection/,
	/uncaughtException/i,
	/^Node\.js v\d+/,
];

/** The lines of a server's log that no run may end with. */
export function findEscapes(log: string): string[] {
	return log.split('\n').filter((line) => ESCAPES.some((escape) => escape.test(line)));
}
