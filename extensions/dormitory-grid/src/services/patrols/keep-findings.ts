import type { Knex } from 'knex';
import { COLLECTIONS } from '../../constants/collections.ts';
import type { EmergencyPlace } from '../../database/emergencies.ts';
import { countRaisedSince } from '../../database/issues.ts';
import { insertFindings, keepRoomScores, type WalkRoom } from '../../database/patrols.ts';
import { roomScore } from '../../domain/patrol.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridTooManyError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import { type IssueReport, openIssues } from '../issues/open-issue.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { MOST_FACILITIES, MOST_FINDINGS } from '../inputs/patrol.ts';
import { refusal } from '../refuse.ts';
import type { Found } from './read-findings.ts';

const HOUR_MS = 3_600_000;
const LONGEST_TITLE = 120;
/** Issues of one person's walks an hour: as many as one walk can find, so that none is refused for itself alone. */
const MOST_ISSUES_AN_HOUR = MOST_FINDINGS + MOST_FACILITIES;

/** A walk that is being kept. */
export interface Walked {
	id: string;
	actor: Actor & { user: string };
	place: EmergencyPlace;
	scope: { college: number; building: number; floor: number | null; unit: number | null };
	now: Date;
}

/** Writes what was found, and opens what has to be followed. @returns the issues of facilities, by facility */
export async function keepFindings(trx: Knex, walk: Walked, found: readonly Found[]): Promise<Map<number, number>> {
	const { actor, now } = walk;
	const placed = found.map((finding) => ({ finding, ...placeOf(walk, finding) }));
	const raised = placed.flatMap(({ finding, grid }) => {
		const report = reportOf(walk, finding, grid);
		return report === null ? [] : { finding, report };
	});
	await refuseFlood(trx, walk, raised.length);
	const ids = await openIssues(
		trx,
		actor,
		raised.map(({ report }) => report),
		now,
	);
	const issues = new Map(raised.map(({ finding }, index) => [finding, ids[index] ?? 0]));
	const rows = await insertFindings(
		trx,
		placed.map(({ finding, ...where }) => ({
			patrol: walk.id,
			room: finding.room?.id ?? null,
			item: finding.item?.id ?? null,
			facility: finding.facility?.id ?? null,
			facility_state: finding.facilityState,
			what: finding.what,
			points: finding.points,
			settled: finding.settled,
			issue: issues.get(finding) ?? null,
			found_at: now,
			...where,
		})),
	);
	for (const [index, { finding }] of placed.entries()) {
		const to = { collection: COLLECTIONS.patrolFindings, item: rows[index] ?? 0 };
		// An issue has taken its photos with it.
		if (!issues.has(finding)) await linkPhotos(trx, actor, finding.photos, to, now);
	}
	return new Map([...issues].flatMap(([{ facility }, issue]) => (facility ? [[facility.id, issue]] : [])));
}

function placeOf({ scope, place }: Walked, { room, facility }: Found): Walked['scope'] & { grid: number } {
	const at = room ? { floor: room.floor, unit: room.unit, grid: room.unit } : null;
	const own = facility && !at ? { floor: facility.floor, unit: facility.unit, grid: facility.grid } : null;
	return { ...scope, grid: place.id, ...at, ...own };
}

/** `null`: it was handled on the spot, or its issue is open already. */
function reportOf({ id, actor, place }: Walked, finding: Found, grid: number): IssueReport | null {
	const { room, facility, issue, photos } = finding;
	if (issue === null) return null;
	const where = facility
		? `${facility.code}${facility.place ? ` ${facility.place}` : ''}`
		: (room?.number ?? place.code);
	return {
		...issue,
		grid,
		room: room?.id ?? null,
		title: say(actor.language, 'patrol.issue.title', { where, what: finding.what }).slice(0, LONGEST_TITLE),
		description: null,
		origin: 'patrol',
		source: id,
		photos,
	};
}

/** Several walks may come in one request, each in the same transaction: they are counted together. */
async function refuseFlood(trx: Knex, { actor, now }: Walked, more: number): Promise<void> {
	if (more === 0) return;
	const by = { reporter: actor.user, origin: 'patrol' } as const;
	const earlier = await countRaisedSince(trx, by, new Date(now.getTime() - HOUR_MS));
	if (earlier + more <= MOST_ISSUES_AN_HOUR) return;
	const values = { count: MOST_ISSUES_AN_HOUR, earlier, more };
	throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.patrol', values);
}

/** Each room that was looked into has its score from then on. */
export async function keepScores(
	trx: Knex,
	{ id, place, now }: Walked,
	rooms: readonly WalkRoom[],
	found: readonly Found[],
): Promise<{ room: number; score: number; points: number }[]> {
	const scored = rooms.map((at) => {
		const points = found.flatMap(({ room, points: one }) => (room?.id === at.id ? one : []));
		return { at, score: { room: at.id, ...roomScore(points) } };
	});
	await keepRoomScores(
		trx,
		scored.map(({ at: { unit, floor, building }, score }) => ({
			...score,
			patrol: id,
			walked_at: now,
			college: place.college,
			building,
			floor,
			unit,
		})),
	);
	return scored.map(({ score }) => score);
}
