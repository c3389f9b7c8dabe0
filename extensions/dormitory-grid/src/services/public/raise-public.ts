import type { Knex } from 'knex';
import { findOnDuty } from '../../database/on-duty.ts';
import { addReceiptFollower, countUse, findByReceipt, insertContact } from '../../database/public.ts';
import type { DoorPlace } from '../../database/public.ts';
import { GridUnknownCodeError } from '../../errors/index.ts';
import type { IssueCategory, IssueKind } from '../../constants/issues.ts';
import type { ComplaintPost, PUBLIC_KINDS } from '../../constants/public.ts';
import { say } from '../../lang/say.ts';
import type { RaisedAnswer } from '../../types/api-public.ts';
import { openIssue } from '../issues/open-issue.ts';
import { parseInput } from '../parse-input.ts';
import { refusal } from '../refuse.ts';
import { countAgainst, proofUsed, spendProof } from './bounds.ts';
import { openDoor, strangerOf, type Visitor } from './door.ts';
import { publicMeToo, publicReport } from './input.ts';
import { findShown } from './show-door.ts';
import { hashReceipt } from './secrets.ts';

/** A title is the beginning of what was written. */
const TITLE_LENGTH = 40;
/** What the staff keep is in one language, whichever the student reads. */
const RECORD = 'zh-CN';

/**
 * A student without log-in raises something at a door (DOMAIN.md 5). The same report sent again is the same issue and
 * gets the same receipt, which is kept here as a hash alone.
 */
export async function raisePublic(db: Knex, visitor: Visitor, code: unknown, body: unknown): Promise<RaisedAnswer> {
	const { language, secrets, now } = visitor;
	const input = parseInput(publicReport, body, language);
	const place = await openDoor(db, visitor, code);
	const receipt = secrets.receipt(place.code, input.client_key);
	return await db.transaction(async (trx) => {
		const { spent } = await spendProof(trx, visitor, input.proof, place.code, 'issue');
		// Sent twice at the same moment, the second waits here until the first is through.
		await countUse(trx, `raise ${hashReceipt(receipt)}`, new Date(now.getTime() + 3_600_000));
		if ((await findByReceipt(trx, hashReceipt(receipt))) !== null) return { receipt };
		if (spent) throw proofUsed(visitor);
		await countAgainst(trx, visitor, place.code, 'issue');
		const kind = kindOf(input);
		const about = kind === 'complaint' ? (input.about ?? null) : null;
		const title = input.title ?? titleOf(input.description);
		const issue = await openIssue(
			trx,
			strangerOf(visitor),
			{
				// Who is meant stays with the case, whoever holds the post, and where nobody can be found by the door.
				title: about === null ? title : say(RECORD, 'public.about', { post: say(RECORD, `position.${about}`), title }),
				description: input.description,
				kind,
				category: kind === 'complaint' ? 'staff' : input.category,
				severity: 'normal',
				origin: 'public',
				source: null,
				grid: place.unit ?? place.building,
				room: place.room,
				about: about === null ? null : await findHolderOf(trx, place, about),
				photos: input.photos ?? [],
				uploadKey: secrets.photos(place.code, input.client_key),
			},
			now,
		);
		const { name, contact } = input;
		const { college } = place;
		await insertContact(trx, { issue, receipt: hashReceipt(receipt), name, contact, college });
		return { receipt };
	});
}

/** What concerns people is read by those whom it has reached alone, under whatever name it was raised. */
function kindOf({ kind, category }: { kind: (typeof PUBLIC_KINDS)[number]; category: IssueCategory }): IssueKind {
	if (kind === 'complaint' || category === 'staff') return 'complaint';
	return category === 'relations' ? 'dispute' : kind;
}

function titleOf(words: string): string {
	const line = words.split('\n', 1)[0] ?? words;
	const signs = Array.from(line);
	return signs.length > TITLE_LENGTH ? `${signs.slice(0, TITLE_LENGTH).join('')}…` : line;
}

/** Who holds a post over the place, so that a complaint keeps out of his hands; `null`: nobody, or the code is a building's. */
async function findHolderOf(trx: Knex, place: DoorPlace, post: ComplaintPost): Promise<string | null> {
	const grid = { unit_leader: place.unit, floor_head: place.floor, building_head: place.building }[post];
	if (grid === null) return null;
	const holders = await findOnDuty(trx, { units: [grid], floors: [grid], buildings: [grid] });
	return holders.find(({ position }) => position === post)?.person ?? null;
}

/** "Me too", once a telephone. */
export async function sayMeToo(
	db: Knex,
	visitor: Visitor,
	code: unknown,
	ref: unknown,
	body: unknown,
): Promise<{ counted: boolean }> {
	const { language, secrets, now } = visitor;
	const input = parseInput(publicMeToo, body, language);
	const place = await openDoor(db, visitor, code);
	return await db.transaction(async (trx) => {
		const { spent } = await spendProof(trx, visitor, input.proof, place.code, 'me-too');
		if (spent) throw proofUsed(visitor);
		await countAgainst(trx, visitor, place.code, 'me-too');
		const issue = await findShown(trx, visitor, place, ref);
		if (issue === null) throw refusal(GridUnknownCodeError, language, 'errors.GRID_UNKNOWN_CODE');
		const { college } = place;
		const receipt = secrets.follower(issue, input.client_key);
		return { counted: await addReceiptFollower(trx, { issue, receipt, college, since: now }) };
	});
}
