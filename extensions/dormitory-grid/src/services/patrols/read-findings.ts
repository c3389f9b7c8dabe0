import type { Facility } from '../../database/facilities.ts';
import { addDays } from '../../domain/calendar.ts';
import type { ChecklistItem, WalkRoom } from '../../database/patrols.ts';
import type { FacilityState } from '../../domain/facility.ts';
import { isUnfit, seenAs } from '../../domain/facility.ts';
import { type FoundIssue, issueOf } from '../../domain/patrol-issue.ts';
import type { Language } from '../../constants/languages.ts';
import { say } from '../../lang/say.ts';
import type { ParsedPatrol } from '../inputs/patrol.ts';
import { wrongField } from '../parse-input.ts';

/** No equipment lasts longer; a later date is a slip of the finger, and would end the ringing for good. */
const LONGEST_LIFE_DAYS = 30 * 366;

/** What a walk comes past. */
export interface Walkway {
	rooms: readonly WalkRoom[];
	checklist: readonly ChecklistItem[];
	facilities: readonly Facility[];
	/** Facilities whose issue is still open: no second one is opened. */
	known: ReadonlySet<number>;
	today: string;
}

export interface Found {
	room: WalkRoom | null;
	item: ChecklistItem | null;
	facility: Facility | null;
	facilityState: FacilityState | null;
	what: string;
	points: number;
	settled: boolean;
	/** `null`: it was handled on the spot, or its issue is open already. */
	issue: FoundIssue | null;
	photos: readonly string[];
}

export interface Seen {
	facility: Facility;
	state: FacilityState;
	expiresOn: string | null;
	unfit: boolean;
}

/**
 * Sorts what a walk has found, by the lists that it was walked with: what is not on them is refused by name.
 * @throws GRID_INVALID_INPUT
 */
export function readFindings(
	input: ParsedPatrol,
	way: Walkway,
	language: Language,
): { found: Found[]; seen: Seen[]; rooms: WalkRoom[] } {
	const wrong = (field: string) => wrongField(language, field);
	const roomOf = (id: number, field: string) => way.rooms.find((room) => room.id === id) ?? refuse(wrong(field));
	const walked = new Map((input.rooms ?? []).map((id) => [id, roomOf(id, 'rooms')]));
	const found = (input.findings ?? []).map(({ item: itemKey, room: roomKey, what, settled, hazard, photos }): Found => {
		const room = roomKey ? roomOf(roomKey, 'findings') : null;
		const item = itemKey ? (way.checklist.find(({ id }) => id === itemKey) ?? refuse(wrong('findings'))) : null;
		const text = what || (item && itemText(item, language));
		if (!text) throw wrong('findings');
		if (room) walked.set(room.id, room);
		return {
			room,
			item,
			facility: null,
			facilityState: null,
			what: text,
			points: item?.points ?? 0,
			settled,
			issue: settled ? null : issueOf({ topic: item?.topic ?? null }, hazard === true),
			photos: photos ?? [],
		};
	});
	const seen: Seen[] = [];
	for (const sight of input.facilities ?? []) {
		const facility = way.facilities.find(({ id }) => id === sight.facility) ?? refuse(wrong('facilities'));
		if (seen.some((other) => other.facility.id === facility.id)) throw wrong('facilities');
		if (sight.expires_on && sight.expires_on > addDays(way.today, LONGEST_LIFE_DAYS)) throw wrong('facilities');
		const state = seenAs(facility.state, sight.state);
		// Only what was replaced has another date; an old one does not grow younger.
		const expiresOn = state === 'replaced' && sight.expires_on ? sight.expires_on : facility.expiresOn;
		const unfit = isUnfit(state, expiresOn, way.today);
		seen.push({ facility, state, expiresOn, unfit });
		const finding = facilityFinding(
			facility,
			{ state, unfit, what: sight.what, photos: sight.photos ?? [] },
			way,
			language,
		);
		if (finding) found.push(finding);
	}
	return { found, seen, rooms: [...walked.values()] };
}

/**
 * Worth a line: what is unfit and not known as such, what has become another kind of unfit, what was put right, and
 * whatever somebody has photographed or written something about.
 */
function facilityFinding(
	facility: Facility,
	sight: { state: FacilityState; unfit: boolean; what: string | null | undefined; photos: readonly string[] },
	way: Walkway,
	language: Language,
): Found | null {
	const { state, unfit } = sight;
	const isKnown = facility.issue !== null && way.known.has(facility.issue);
	const changed = state !== facility.state;
	const isNews = unfit ? !isKnown || changed : changed && state === 'replaced';
	if (!isNews && !sight.what && sight.photos.length === 0) return null;
	const shown = unfit && !isUnfit(state, null, way.today) ? 'expired' : state;
	const words = say(language, `facility.state.${shown}`);
	return {
		room: way.rooms.find(({ id }) => id === facility.room) ?? null,
		item: null,
		facility,
		facilityState: state,
		what: sight.what ? `${words} ${sight.what}`.slice(0, 255) : words,
		points: 0,
		settled: !unfit,
		issue: unfit && !isKnown ? issueOf({ facility: facility.kind }, false) : null,
		photos: sight.photos,
	};
}

export function itemText({ textZh, textEn }: ChecklistItem, language: Language): string {
	return language === 'en-US' ? textEn || textZh : textZh;
}

function refuse(error: Error): never {
	throw error;
}
