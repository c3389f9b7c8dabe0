import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { findNight } from '../../extensions/dormitory-grid/src/database/find-due-nights.ts';
import { planNight } from '../../extensions/dormitory-grid/src/database/open-night.ts';
import { addDays } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { windowOn } from '../../extensions/dormitory-grid/src/domain/night-duty.ts';
import { closeNight } from '../../extensions/dormitory-grid/src/services/close-night.ts';
import { openNight } from '../../extensions/dormitory-grid/src/services/open-night.ts';
import { interleave, type Result, timed, ratioOf } from './measure.ts';

const SETTINGS = {
	time_zone: 'Asia/Shanghai',
	opens: '22:20',
	closes: '22:40',
	unit_minute: '22:32',
	floor_minute: '22:36',
	late_hours: 14,
};

/** Opening and closing a night of 30,000 units against bare SQL that writes the same rows into the same tables. */
export async function benchNight(db: Knex, college: number): Promise<{ result: Result; night: number }> {
	let date = '2020-01-01';
	let last = 0;
	const plan = async () => {
		date = addDays(date, 1);
		const window = windowOn(date, SETTINGS);
		await planNight(db, { college, kind: 'regular', rehearsal: null, root: null, window });
		const row = await db(C.nights)
			.where({ key: `regular:${college}:${date}` })
			.first('id');
		return { id: Number(row.id), window };
	};
	const samples = await interleave(
		async () => {
			const { id, window } = await plan();
			const night = await findNight(db, id);
			if (!night) throw new Error('the night was not planned');
			last = id;
			return await timed(async () => {
				await openNight(db, night, window.opensAt);
				await db.transaction(async (trx) => void (await closeNight(trx, id, window.closesAt)));
			});
		},
		async () => {
			const { id } = await plan();
			const elapsed = await timed(async () => await copyNight(db, last, id));
			// The twin is no night that anybody lived: it must not be found open by the clock.
			await db(C.nights).where({ id }).update({ state: 'closed' });
			return elapsed;
		},
	);
	const ratio = ratioOf(samples);
	return {
		result: { name: 'open-close-30000', ...samples, ratio, unit: 'ms', bar: { at: 'most', value: 3 } },
		night: last,
	};
}

async function copyNight(db: Knex, from: number, to: number): Promise<void> {
	await db.transaction(async (trx) => {
		for (const table of [C.nightResidents, C.nightReports]) {
			const columns = Object.keys(await trx(table).columnInfo()).filter(
				(column) => column !== 'id' && column !== 'night',
			);
			const list = columns.map((column) => `"${column}"`).join(', ');
			await trx.raw(`insert into ${table} (night, ${list}) select ${to}, ${list} from ${table} where night = ${from}`);
		}
		await trx(C.nightReports).where({ night: to }).update({ state: 'missing' });
	});
}
