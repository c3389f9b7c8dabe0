import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { readDeliverySettings, setDeliverySettings } from '../../services/delivery-settings.ts';
import { createClock } from './clock.ts';

/** Wakes the reconcile loop on every replica; started with the server, because every CLI command loads hooks, too. */
export default defineHook(({ action }, { database, env, logger }) => {
	setDeliverySettings(readDeliverySettings(env));
	const clock = createClock(database, logger);
	action('server.start', () => clock.start());
	action('server.stop', () => clock.stop());
	action(`${COLLECTIONS.nightRehearsals}.items.create`, () => clock.wake());
});
