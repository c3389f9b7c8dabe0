import type { Knex } from 'knex';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { ADMIN } from '../setup/server-env.ts';
import { request } from './http.ts';
import { interleave, type Result, timed, ratioOf } from './measure.ts';

/** Small requests are repeated within a round, so that one hiccup does not decide it. */
const REPEAT = 20;

const GRID = ['id', 'code', 'name', 'state'];
const REPORT = [
	'state',
	'due_at',
	'received_at',
	'on_behalf',
	'residents',
	'present',
	'late_return',
	'not_returned',
	'on_leave',
	'responsible_name',
	'responsible_phone',
];

/** For the rival: Directus itself can only nest the reports below their grids where the grids know them. */
export async function nestReports(db: Knex): Promise<void> {
	await db('directus_relations')
		.where({ many_collection: 'night_reports', many_field: 'grid' })
		.update({ one_field: 'bench_reports' });
	await db('directus_fields').insert({ collection: 'grids', field: 'bench_reports', special: 'o2m', hidden: true });
}

/** The panel's data for 30,000 units against Directus's own nested read of the same tree, which the administrator makes. */
export async function benchHierarchy(
	base: string,
	night: number,
	college: number,
	groupToken: string,
): Promise<Result> {
	const levels = ['', 'children.', 'children.children.'];
	const fields = levels.flatMap((level) => [
		...GRID.map((field) => level + field),
		...REPORT.map((field) => `${level}bench_reports.${field}`),
	]);
	const all = ['', '[children]', '[children][children]'].flatMap((level) => [
		...(level === '' ? [] : [`deep${level}[_limit]=-1`]),
		`deep${level}[bench_reports][_filter][night][_eq]=${night}`,
		`deep${level}[bench_reports][_limit]=-1`,
	]);
	const nested = `/items/grids?limit=-1&filter[level][_eq]=1&filter[college][_eq]=${college}&fields=${fields.join(',')}&${all.join('&')}`;
	const samples = await interleave(
		async () => await timed(async () => await request(base, 'GET', `${ROUTES.hierarchy}?night=${night}`, groupToken)),
		async () => await timed(async () => await request(base, 'GET', nested, ADMIN.token)),
	);
	// Theirs over ours: how many times faster.
	return {
		name: 'hierarchy-30000',
		...samples,
		ratio: 1 / ratioOf(samples),
		unit: 'ms',
		bar: { at: 'least', value: 10 },
	};
}

/** Fifty students of one's own floor among 100,000 against the administrator's fifty. */
export async function benchScopedList(base: string, floorToken: string): Promise<Result> {
	const list = async (token: string) =>
		await timed(async () => {
			for (let index = 0; index < REPEAT; index++)
				await request(base, 'GET', '/items/students?limit=50&fields=id,number,name,room,bed', token);
		});
	const samples = await interleave(
		async () => (await list(floorToken)) / REPEAT,
		async () => (await list(ADMIN.token)) / REPEAT,
	);
	return {
		name: 'scoped-list-100000',
		...samples,
		ratio: ratioOf(samples),
		unit: 'ms',
		bar: { at: 'most', value: 4 },
	};
}
