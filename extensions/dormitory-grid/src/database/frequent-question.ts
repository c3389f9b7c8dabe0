import type { Knex } from 'knex';
import { isPostgres } from './column-values.ts';
import { runNamed } from './named-text.ts';

/**
 * What every report and every step asks: putting the text together took longer than asking. It is put together once for
 * each kind of database, and has a name (named-text.ts).
 */

/** As {@link listValue} makes it. */
export type ListValue = string | readonly (string | number)[];
type Value = string | number | boolean | Date | null | ListValue;

/** Stands in a text for a value that comes later; no value that a builder writes by itself begins like this. */
const SLOT = '\0slot ';

interface Text {
	sql: string;
	/** In the order of the text: where a value goes, or what the builder wrote there by itself. */
	bindings: readonly ({ slot: string } | { value: Knex.RawBinding })[];
}

/**
 * A question whose text is the same every time; only values differ.
 * @param build is called once for each kind of database, with something to stand for each value: it hands them on and does not look at them
 */
export function frequentQuestion<Values extends Record<keyof Values, Value>, Row>(
	name: string,
	build: (db: Knex, values: Values) => Knex.QueryBuilder,
): (db: Knex, values: Values) => Promise<Row[]> {
	const texts = new Map<boolean, Text>();
	return async (db, values) => {
		const known = texts.get(isPostgres(db));
		const text = known ?? textOf(build(db, slots<Values>()));
		if (!known) texts.set(isPostgres(db), text);
		const given: Record<string, Value> = values;
		const bindings = text.bindings.map((one) => ('slot' in one ? valueOf(given, one.slot) : one.value));
		return await runNamed(db, name, text.sql, bindings as Knex.RawBinding[]);
	};
}

function valueOf(given: Readonly<Record<string, Value>>, slot: string): Value {
	const value = given[slot];
	if (value === undefined) throw new TypeError(`no value is given for ${slot}`);
	return value;
}

function slots<Values extends object>(): Values {
	return new Proxy({} as Values, { get: (_, name) => `${SLOT}${String(name)}` });
}

function textOf(query: Knex.QueryBuilder): Text {
	const { sql, bindings } = query.toSQL();
	return {
		sql,
		bindings: bindings.map((value: Knex.RawBinding) =>
			typeof value === 'string' && value.startsWith(SLOT) ? { slot: value.slice(SLOT.length) } : { value },
		),
	};
}

/** What a list of ids is as a value of {@link isAmong}. */
export function listValue(db: Knex, ids: readonly (string | number)[]): ListValue {
	return isPostgres(db) ? ids : JSON.stringify(ids);
}

/** Whether a column is one of a list, however long: one parameter. */
export function isAmong(db: Knex, column: string, type: 'integer' | 'uuid', list: ListValue): Knex.Raw {
	return isPostgres(db)
		? db.raw(`?? = any(cast(? as ${type}[]))`, [column, list as Knex.RawBinding])
		: db.raw('?? in (select value from json_each(?))', [column, list as Knex.RawBinding]);
}
