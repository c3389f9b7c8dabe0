import type { Knex } from 'knex';
import { isPostgres } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { type Server, type ServerOptions, StartFailure, startDirectus } from '../start-directus.ts';
import { waitFor } from '../fixtures/night.ts';

/** Names of services/failpoint.ts, in the order in which a night passes them. */
export const OPEN_POINTS = ['open.before-insert', 'open.after-insert'] as const;
export const CLOSE_POINTS = [
	'close.after-guard',
	'close.after-mark',
	'close.after-rollup',
	'close.after-editions',
	'close.after-outbox',
	'close.before-commit',
] as const;

/** The setting that makes a server end itself, stop itself or wait at a point (RELIABILITY.md 5.1). */
export function failAt(points: Readonly<Record<string, string>>): { GRID_FAILPOINTS: string } {
	return {
		GRID_FAILPOINTS: Object.entries(points)
			.map(([point, action]) => `${point}=${action}`)
			.join(';'),
	};
}

/** Starts a server that will kill itself at a point, perhaps before it ever answers, and waits until it has. */
export async function startAndDie(options: ServerOptions, point: string): Promise<void> {
	const begun = startDirectus({ ...options, env: { ...options.env, ...failAt({ [point]: 'kill' }) } });
	const server = await begun.catch((error: unknown) => {
		if (error instanceof StartFailure && error.exit.signal === 'SIGKILL') return null;
		throw error;
	});
	if (server === null) return;
	await waitForDeath(server);
}

export async function waitForDeath(server: Server, patienceMs = 60_000): Promise<void> {
	const death = await Promise.race([
		server.exited,
		new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref()),
	]);
	if (death?.signal !== 'SIGKILL')
		throw new Error(
			`the server was to kill itself, but ${death === null ? 'lives' : `ended with ${death.code}`}\n${server.log()}`,
		);
}

/** Stops a process where it is, as a garbage collector or a suspended machine does, and lets it go on. */
export async function freeze(server: Server, ms: number): Promise<void> {
	await server.kill('SIGSTOP');
	await new Promise((wake) => setTimeout(wake, ms));
	await server.kill('SIGCONT');
}

/** Cuts every connection of PostgreSQL but its own, again and again, until it is told to stop. */
export function cutConnections(db: Knex, everyMs: number): { stop: () => Promise<number> } {
	if (!isPostgres(db)) throw new Error('only PostgreSQL has connections to cut');
	let goesOn = true;
	let cuts = 0;
	const running = (async () => {
		while (goesOn) {
			const { rows } = await db.raw<{ rows: unknown[] }>(
				'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
			);
			cuts += rows.length;
			await new Promise((wake) => setTimeout(wake, everyMs));
		}
	})();
	return {
		stop: async () => {
			goesOn = false;
			await running;
			return cuts;
		},
	};
}

/** Waits until the clock has looked twice more, so that whatever a tick would do has been done. */
export async function waitForTwoTicks(server: { url: string }, patienceMs = 60_000): Promise<void> {
	const ticks = new Set<string>();
	await waitFor('two ticks of the clock', patienceMs, async () => {
		const health: { last_tick_at: string | null } = await (await fetch(`${server.url}/grid/api/health`)).json();
		ticks.add(health.last_tick_at ?? '');
		return ticks.size > 2 ? true : null;
	});
}
