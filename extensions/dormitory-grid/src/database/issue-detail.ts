import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import type { Holder } from '../domain/issue-holder.ts';
import type { IssueStepRow } from '../types/schema.ts';
import { readJson } from './column-values.ts';
import { personName } from './find-actor.ts';
import { toStep } from './issue-steps.ts';

type NamedStep = Omit<IssueStepRow, 'solved'> & {
	solved: unknown;
	first_name: string | null;
	last_name: string | null;
};

/** The steps of an issue with the names of who took them, in order. */
export async function findStepLines(db: Knex, issue: number) {
	const rows: NamedStep[] = await db(`${COLLECTIONS.issueSteps} as s`)
		.leftJoin('directus_users as p', 'p.id', 's.by')
		.where('s.issue', issue)
		.orderBy('s.number')
		.select('s.*', 'p.first_name', 'p.last_name');
	return rows.map((row) => ({
		id: row.id,
		number: row.number ?? 0,
		note: row.note,
		rating: row.rating,
		state: row.state,
		byAs: row.by_as,
		byName: row.by === null ? null : personName(row.last_name, row.first_name),
		photos: readPhotos(row.photos),
		step: toStep(row),
	}));
}

function readPhotos(value: unknown): string[] {
	const list = readJson(value);
	return Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [];
}

/** Who is in office at a holder, with the number to dial. */
export async function findHolderPeople(
	db: Knex,
	holder: Holder,
	college: number,
): Promise<{ name: string; position: Position; phone: string | null }[]> {
	const rows = await db(`${COLLECTIONS.staffScopes} as s`)
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.where((held) => {
			switch (holder.kind) {
				case 'grid':
					void held.where('s.unit', holder.grid).orWhere('s.floor', holder.grid).orWhere('s.building', holder.grid);
					break;
				case 'office':
					void held.where({ 's.position': 'responsible_office', 's.department': holder.office });
					break;
				case 'group':
					void held.where({ 's.position': 'working_group', 's.college': college });
					break;
			}
		})
		.orderBy('s.id')
		.limit(20)
		.select('p.first_name', 'p.last_name', 'p.phone', 's.position');
	return rows.map((row) => ({
		name: personName(row.last_name, row.first_name),
		position: row.position,
		phone: row.phone,
	}));
}

export async function findPersonName(db: Knex, id: string | null): Promise<string | null> {
	if (id === null) return null;
	const row = await db('directus_users').where({ id }).first('first_name', 'last_name');
	return row ? personName(row.last_name, row.first_name) : null;
}

/** Offices of a college, the one that its rules suggest for a category marked. */
export async function findOfficeChoices(
	db: Knex,
	college: number,
	category: string,
): Promise<{ id: number; name: string; suggested: boolean }[]> {
	const { departments, escalationRules } = COLLECTIONS;
	const suggested: { office: number }[] = await db(escalationRules)
		.where({ college, category })
		.whereNotNull('office')
		.select('office');
	const offices = await db(departments).where({ college, kind: 'office' }).orderBy('name').select('id', 'name');
	return offices.map(({ id, name }) => ({ id, name, suggested: suggested.some(({ office }) => office === id) }));
}

export async function findTemplates(db: Knex, college: number) {
	return await db(COLLECTIONS.answerTemplates).where({ college }).orderBy('id').select('kind', 'title', 'text');
}
