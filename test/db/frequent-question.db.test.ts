import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	frequentQuestion,
	isAmong,
	type ListValue,
	listValue,
} from '../../extensions/dormitory-grid/src/database/frequent-question.ts';
import { type Database, DATABASE_KINDS } from '../setup/databases.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

describe.each(DATABASE_KINDS)('a question asked again and again on %s', (kind) => {
	let database: Database;
	let db: Knex;

	beforeAll(async () => {
		database = await newDatabase({ kind });
		db = openDatabase(database);
		await db.schema.createTable('asked', (table) => {
			table.integer('id').primary();
			table.string('word');
			table.string('kind');
		});
		await db('asked').insert(
			['甲?', '乙', '丙', null].flatMap((word, index) =>
				['a', 'b'].map((each, at) => ({ id: index * 2 + at, word, kind: each })),
			),
		);
	});

	it('is put together once, and takes each time its own values beside those of its text', async () => {
		let built = 0;
		const question = frequentQuestion<{ word: string | null; least: number }, { id: number }>(
			'asked_by_word',
			(on, { word, least }) => {
				built++;
				// What the text says by itself stands between what is given.
				return on('asked').where('id', '>=', least).where('kind', 'b').where('word', word).orderBy('id').select('id');
			},
		);
		const ask = async (word: string | null, least: number) => (await question(db, { word, least })).map(({ id }) => id);
		expect(await ask('甲?', 0)).toEqual([1]);
		expect(await ask('丙', 0)).toEqual([5]);
		expect(await ask('丙', 6)).toEqual([]);
		// As in SQL, nothing equals what is not known.
		expect(await ask(null, 0)).toEqual([]);
		expect(await db.transaction(async (trx) => await question(trx, { word: '乙', least: 0 }))).toEqual([{ id: 3 }]);
		expect(built).toBe(1);
		await expect(question(db, { word: '乙' } as { word: string; least: number })).rejects.toThrow('least');
	});

	it('looks for any number of ids with one parameter', async () => {
		const question = frequentQuestion<{ ids: ListValue }, { id: number }>('asked_by_ids', (on, { ids }) =>
			on('asked')
				.where(isAmong(on, 'id', 'integer', ids))
				.orderBy('id')
				.select('id'),
		);
		const ask = async (ids: number[]) => (await question(db, { ids: listValue(db, ids) })).map(({ id }) => id);
		expect(await ask([])).toEqual([]);
		expect(await ask([4])).toEqual([4]);
		expect(await ask([7, 0, 99])).toEqual([0, 7]);
		expect(await ask(Array.from({ length: 40_000 }, (_, index) => index))).toHaveLength(8);
	});

	it('changes rows and says which', async () => {
		const change = frequentQuestion<{ id: number; word: string }, { id: number }>('asked_change', (on, { id, word }) =>
			on('asked').where({ id, kind: 'a' }).update({ word, kind: 'c' }).returning('id'),
		);
		expect(await change(db, { id: 2, word: '丁' })).toEqual([{ id: 2 }]);
		expect(await change(db, { id: 2, word: '戊' })).toEqual([]);
		expect(await db('asked').where({ id: 2 }).first('word', 'kind')).toEqual({ word: '丁', kind: 'c' });
	});
});
