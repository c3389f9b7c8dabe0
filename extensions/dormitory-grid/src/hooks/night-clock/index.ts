import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { readDeliverySettings, setDeliverySettings } from '../../services/delivery-settings.ts';
import { createClock } from './clock.ts';
import { createPhotoFiles } from '../../services/photos/photo-files.ts';
import { createDelivery } from './delivery.ts';
import { createPhotoSweep } from './photo-sweep.ts';

/** Wakes the reconcile loop on every replica; started with the server, because every CLI command loads hooks, too. */
export default defineHook(({ action }, { database, env, logger, services, getSchema }) => {
	setDeliverySettings(readDeliverySettings(env));
	const clock = createClock(database, logger);
	const delivery = createDelivery(database, logger, async (mail) => {
		const mailer = new services.MailService({ schema: await getSchema(), knex: database });
		await mailer.send(mail);
	});
	const photoSweep = createPhotoSweep(database, logger, createPhotoFiles({ database, services, getSchema }));
	action('server.start', () => {
		clock.start();
		delivery.start();
		photoSweep.start();
	});
	action('server.stop', async () => void (await Promise.all([clock.stop(), delivery.stop(), photoSweep.stop()])));
	action(`${COLLECTIONS.nightRehearsals}.items.create`, () => clock.wake());
});
