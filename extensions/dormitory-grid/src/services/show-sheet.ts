import type { Knex } from 'knex';
import { loadCalendar } from '../database/find-due-nights.ts';
import { findTonight } from '../database/find-nights.ts';
import {
	findComingResidents,
	findFrozenResidents,
	findHolders,
	findSheetFloor,
	findSheetRooms,
	findSheetUnits,
	type SheetGrid,
	type SheetResident,
} from '../database/find-sheet.ts';
import { findPlace } from '../database/staff.ts';
import { dateAt } from '../domain/calendar.ts';
import { nextNight, nightDuty } from '../domain/night-duty.ts';
import { type Actor, authorityOver } from '../domain/scope.ts';
import { layOutRoom } from '../domain/sheet.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { SheetAnswer } from '../types/api-sheet.ts';
import { refusal } from './refuse.ts';

/** Whom the sheet is about, and in which night. */
interface Expected {
	night: Pick<SheetAnswer, 'date' | 'kind' | 'opens_at' | 'closes_at'>;
	residents: SheetResident[];
}

/**
 * A floor on paper, for the round or for an evening without network: names, so only for its own head and for whoever
 * stands above it. While a night is open it shows the list that was frozen, else the one that the next night will have.
 */
export async function showSheet(db: Knex, actor: Actor, floor: number, now: Date): Promise<SheetAnswer> {
	const place = await findPlace(db, { grid: floor });
	const grid = place?.level === 2 ? { ...place, id: floor, level: place.level } : null;
	const allowed = grid !== null && authorityOver(actor, grid).kind !== 'none';
	const head = allowed ? await findSheetFloor(db, floor) : null;
	if (grid === null || head === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const units = await findSheetUnits(db, floor);
	const holders = await findHolders(db, [floor, ...units.map(({ id }) => id)]);
	const rooms = await findSheetRooms(db, floor);
	const { night, residents } = await findExpected(db, actor, { ...head, college: grid.college }, now);
	const holderOf = (id: number) => holders.get(id) ?? { name: null, phone: null };
	return {
		now: now.toISOString(),
		time_zone: head.timeZone,
		person: { language: actor.language },
		college: head.college,
		building: head.building,
		floor: { grid: head.id, code: head.code, name: head.name, head: holderOf(floor) },
		...night,
		expected: residents.length,
		on_leave: residents.filter(({ onLeave }) => onLeave).length,
		units: units.map(({ id, code, name }) => ({
			grid: id,
			code,
			name,
			leader: holderOf(id),
			rooms: rooms
				.filter(({ unit }) => unit === id)
				.map((room) => ({
					room: room.id,
					number: room.number,
					beds: layOutRoom(
						room.beds,
						residents.filter((resident) => resident.room === room.id),
					),
				})),
		})),
	};
}

async function findExpected(
	db: Knex,
	actor: Actor,
	floor: Omit<SheetGrid, 'college'> & { college: number },
	now: Date,
): Promise<Expected> {
	const tonight = await findTonight(db, floor.college, actor, now);
	if (tonight?.state === 'open') {
		const residents = await findFrozenResidents(db, tonight.id, floor.id);
		// A rehearsal elsewhere says nothing about this floor.
		const { date, kind, opens_at, closes_at } = tonight;
		if (residents.length > 0) return { night: { date, kind, opens_at, closes_at }, residents };
	}
	const calendar = await loadCalendar(db, floor.college);
	const next =
		calendar !== null && calendar.reportsFrom !== null
			? nextNight(now, calendar.settings, calendar.rules, calendar.reportsFrom)
			: null;
	if (calendar === null || next === null) {
		const night = { date: dateAt(now, floor.timeZone), kind: null, opens_at: null, closes_at: null };
		return { night, residents: await findComingResidents(db, floor.id, { closesAt: now, stayOver: null }) };
	}
	const duty = nightDuty(next.date, calendar.settings, calendar.rules);
	const stayOver = duty.kind === 'owed' ? duty.stayOver : null;
	const { date, opensAt, closesAt } = next;
	return {
		night: { date, kind: 'regular', opens_at: opensAt.toISOString(), closes_at: closesAt.toISOString() },
		residents: await findComingResidents(db, floor.id, { closesAt, stayOver }),
	};
}
