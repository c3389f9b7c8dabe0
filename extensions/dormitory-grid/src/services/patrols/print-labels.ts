import type { Knex } from 'knex';
import { findBuildingHead, findFacilitiesOn } from '../../database/facilities.ts';
import { ROUTES } from '../../constants/routes.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import { type Card, printCards } from '../print-cards.ts';
import { refusal } from '../refuse.ts';

/**
 * The labels of a building's facilities (DOMAIN.md 4), to be printed and stuck on: a scan finds the facility in the walk.
 * For the building's staff, the working group and administrators.
 * @param base the installation's address, as its staff reach it, without a slash at its end
 */
export async function printLabels(db: Knex, actor: Actor, building: number, base: string): Promise<string> {
	const { language } = actor;
	const head = await findBuildingHead(db, building);
	if (head === null || authorityOver(actor, { ...head, level: 1, building: null, floor: null }).kind === 'none')
		throw refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
	const facilities = await findFacilitiesOn(db, { id: building, level: 1, floor: null });
	const cards = facilities.flatMap(({ code, kind, place, token }): Card[] =>
		token === null
			? []
			: [
					{
						title: `${say(language, `facility.kind.${kind}`)} ${code}`,
						line: [head.name, place].filter(Boolean).join(' · '),
						address: `${base}${ROUTES.patrolPage}#f=${token}`,
						purpose: ['巡查时扫码，记录状况', 'Scan on a walk to record its state'],
						small: code,
					},
				],
	);
	const title = say(language, 'facility.print.title', { building: head.name });
	const hint = say(language, cards.length > 0 ? 'facility.print.hint' : 'facility.print.none');
	return printCards({ title, hint, cards }, language);
}
