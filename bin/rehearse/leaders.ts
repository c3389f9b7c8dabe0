import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { randomUUID } from 'node:crypto';
import type { SubmissionInput, TonightAnswer, TonightUnit } from '../../extensions/dormitory-grid/src/types/api.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { Person } from './client.ts';

/** What one leader sent, kept on our side to be held against the database afterwards. */
export interface Sent {
	code: string;
	grid: number;
	entries: NonNullable<SubmissionInput['entries']>;
	residents: number;
}

type Refusal = { errors?: { message: string; extensions: { code: string; grids?: { grid: number }[] } }[] };

/** A unit leader at his door: most nights all are in, sometimes one is late, away or missing. */
export async function reportUnit(person: Person, night: number, chance: () => number): Promise<Sent> {
	const { body } = await person.get<TonightAnswer>(ROUTES.tonight);
	const [unit] = body.units;
	const [mine] = body.mine;
	if (!unit || !mine) throw new Error(`${person.email}: no unit to report for`);
	const report = fillIn(unit, night, chance);
	await deliver(person, report);
	// A second tap on a slow phone sends the same report again; it must stay one.
	if (chance() < 0.1) await deliver(person, report);
	const residents = unit.rooms.reduce((sum, room) => sum + room.residents.length, 0);
	return { code: mine.code, grid: unit.grid, entries: report.entries ?? [], residents };
}

/** A floor head or building head signs on to what came up, with the silent grids he has seen. */
export async function signOn(person: Person, night: number): Promise<string> {
	for (let attempt = 0; attempt < 5; attempt++) {
		const { body } = await person.get<TonightAnswer>(ROUTES.tonight);
		const [mine] = body.mine;
		if (!mine) throw new Error(`${person.email}: no grid to sign on for`);
		const silent = body.below.filter(
			({ parent, report }) => parent === mine.grid && (report?.state === 'due' || report?.state === 'missing'),
		);
		const answer = await person.post<Refusal>(`/items/${COLLECTIONS.nightSubmissions}`, {
			client_key: randomUUID(),
			night,
			grid: mine.grid,
			gaps: silent.map((grid) => grid.grid),
		});
		if (answer.status < 300) return mine.code;
		if (answer.body.errors?.[0]?.extensions.code !== 'GRID_GAPS_UNSEEN')
			throw new Error(`${person.email}: ${answer.body.errors?.[0]?.message}`);
	}
	throw new Error(`${person.email}: the grids below kept changing`);
}

function fillIn(unit: TonightUnit, night: number, chance: () => number): SubmissionInput {
	const residents = unit.rooms.flatMap((room) => room.residents);
	const entries: NonNullable<SubmissionInput['entries']> = residents
		.filter((resident) => resident.on_leave)
		.map(({ student }) => ({ student, kind: 'on_leave' }));
	const others = residents.filter((resident) => !resident.on_leave);
	const exceptions = chance() < 0.3 ? 1 + Math.floor(chance() * 2) : 0;
	for (let index = 0; index < exceptions; index++) {
		const [resident] = others.splice(Math.floor(chance() * others.length), 1);
		if (resident) entries.push({ student: resident.student, kind: chance() < 0.6 ? 'late_return' : 'not_returned' });
	}
	const named = new Set(entries.map((entry) => entry.student));
	const rooms = unit.rooms.map((room) => ({
		room: room.room,
		present: room.residents.filter(({ student }) => !named.has(student)).length,
	}));
	return { client_key: randomUUID(), night, grid: unit.grid, rooms, entries };
}

async function deliver(person: Person, report: SubmissionInput): Promise<void> {
	const answer = await person.post<Refusal>(`/items/${COLLECTIONS.nightSubmissions}`, report);
	const [error] = answer.body.errors ?? [];
	if (error && error.extensions.code !== 'GRID_ALREADY_RECEIVED') throw new Error(`${person.email}: ${error.message}`);
}
