import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { retryMessage } from '../../services/retry-message.ts';
import { showMessages } from '../../services/show-messages.ts';
import { ask, path, readId, sendWithTag } from './ask.ts';

/** What was sent to whom, and once more what did not arrive (types/api-messages.ts). */
export function registerMessages(router: Router, db: Knex): void {
	router.get(
		path(ROUTES.messages),
		ask(db, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showMessages(db, actor, req.query, now));
		}),
	);
	router.post(
		path(`${ROUTES.messages}/:id/retry`),
		ask(db, async ({ actor, now }, req, res) => {
			const id = readId(req.params['id'], 'id', actor);
			res.json(await retryMessage(db, actor, { id, ip: req.ip ?? null, agent: req.get('user-agent') ?? null, now }));
		}),
	);
}
