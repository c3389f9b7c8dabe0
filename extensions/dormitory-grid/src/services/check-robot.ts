import type { Knex } from 'knex';
import { findRobots } from '../database/find-robots.ts';
import { isRobotAddress, isRobotKind, PLATFORM_HOSTS } from '../domain/robot-message.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError, GridSettingsError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { deliverySettings } from './delivery-settings.ts';
import { refusal } from './refuse.ts';

/**
 * A group robot is called at its platform's own address and nowhere else, or our server would call whatever stands there:
 * said when it is saved, and not first when a message fails (services/deliver-outbox.ts looks once more).
 * @throws GRID_FORBIDDEN, GRID_SETTINGS
 */
export async function checkRobot(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly number[],
): Promise<object> {
	// The addresses hold keys: nobody else reads or writes them.
	if (!actor.admin) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	if (!('webhook' in payload) && !('kind' in payload)) return payload;
	const before = keys.length > 0 ? await findRobots(db, keys) : [{ kind: 'wecom' as const, webhook: '' }];
	for (const row of before) {
		const kind = payload['kind'] ?? row.kind;
		const webhook = payload['webhook'] ?? row.webhook;
		// What is no platform at all, or is missing, Directus itself refuses.
		if (!isRobotKind(kind) || typeof webhook !== 'string') continue;
		if (isRobotAddress(kind, webhook, deliverySettings().robotHosts)) continue;
		const { language } = actor;
		const host = hostOf(webhook);
		const expected = PLATFORM_HOSTS[kind];
		const values = { host, platform: say(language, `robot.${kind}`), expected };
		const issue = say(
			language,
			host === '' || host === expected ? 'settings.robot_webhook' : 'settings.robot_host',
			values,
		);
		throw refusal(GridSettingsError, language, 'errors.GRID_SETTINGS', { issue });
	}
	return payload;
}

/** Of the address no more than its host is said again: the rest is a key. */
function hostOf(webhook: string): string {
	try {
		return new URL(webhook).host;
	} catch {
		return '';
	}
}
