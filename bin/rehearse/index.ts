import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { parseArgs } from 'node:util';
import type { HierarchyAnswer } from '../../extensions/dormitory-grid/src/types/api.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { createChance } from './chance.ts';
import { checkNight } from './check.ts';
import { logIn, type Person, sleep } from './client.ts';
import { reportUnit, type Sent, signOn } from './leaders.ts';

/**
 * A whole night in a minute: the working group starts a rehearsal, every leader of the demo college logs in and reports,
 * a few stay silent on purpose, and what came out is held against what went in.
 */
const { values: options } = parseArgs({
	options: {
		seconds: { type: 'string', default: '60' },
		silent: { type: 'string', default: '5' },
		seed: { type: 'string', default: '1' },
	},
});
const seconds = Number(options.seconds);
const chance = createChance(Number(options.seed));
const base = process.env['GRID_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 8055}`;
const password = process.env['GRID_DEMO_PASSWORD'] ?? '';
/** Leaders who act at the same moment; the machine has few cores, and a real night is spread out as well. */
const AT_ONCE = 16;

/** The server answers, and says why not. */
class Refused extends Error {}

try {
	process.exitCode = (await rehearse()) ? 0 : 1;
} catch (error) {
	console.error(
		`\n演练未能完成 / The rehearsal did not finish: ${error instanceof Error ? error.message : String(error)}`,
	);
	if (!(error instanceof Refused))
		console.error(
			`请确认 npm start 正在运行且 GRID_DEMO 未关闭 / Is \`npm start\` running (${base}), with the demo college?`,
		);
	process.exitCode = 1;
}

async function rehearse(): Promise<boolean> {
	const group = await logIn(base, 'group.leader@college.example', password);
	const leaders = await logInLeaders(group);
	const opensAt = Date.now();
	const closesAt = opensAt + seconds * 1000;
	const asked = await group.post<{ errors?: { message: string }[] }>(`/items/${COLLECTIONS.nightRehearsals}`, {
		closes_at: new Date(closesAt).toISOString(),
		note: 'npm run rehearse',
	});
	if (asked.status >= 300) throw new Refused(asked.body.errors?.[0]?.message ?? `status ${asked.status}`);
	const board = await waitFor(group, ({ night }) => night?.kind === 'rehearsal' && night.state === 'open', 15_000);
	const night = board.night?.id ?? 0;
	const buildings = board.buildings.filter((building) => building.state !== 'none');
	const floors = buildings.flatMap((building) => building.children.filter((floor) => floor.state !== 'none'));
	const units = floors.flatMap((floor) => floor.children.filter((unit) => unit.state !== 'none'));
	const silent = new Set(pick(units, Number(options.silent)).map((unit) => unit.code));
	console.log(
		`演练开始 / Rehearsal ${night}: ${units.length} 单元 units, ${floors.length} 楼层 floors, ${buildings.length} 楼栋 buildings, ${seconds} s; ${silent.size} 个单元故意不报 units silent on purpose`,
	);

	const sent: Sent[] = [];
	const done = { floors: 0, buildings: 0 };
	const failures: string[] = [];
	const show = () =>
		progress(
			`单元 units ${sent.length}/${units.length}  楼层 floors ${done.floors}/${floors.length}  楼栋 buildings ${done.buildings}/${buildings.length}  剩余 left ${Math.max(0, Math.ceil((closesAt - Date.now()) / 1000))} s`,
		);
	const ticker = setInterval(show, process.stdout.isTTY ? 250 : 5000);
	const act = async (
		codes: string[],
		position: string,
		from: number,
		until: number,
		step: (person: Person) => Promise<void>,
	) =>
		await inTurn(codes, async (code, index) => {
			await sleep(opensAt + 1000 * seconds * (from + ((until - from) * index) / codes.length) - Date.now());
			try {
				const person = leaders.get(`${position}.${code}`);
				if (!person) throw new Error(`${position}.${code}: nobody holds this post`);
				await step(person);
			} catch (error) {
				failures.push(error instanceof Error ? error.message : String(error));
			}
		});
	await act(
		shuffle(units.map((unit) => unit.code).filter((code) => !silent.has(code))),
		'unit',
		0.02,
		0.6,
		async (person) => {
			sent.push(await reportUnit(person, night, chance));
		},
	);
	await act(
		floors.map((floor) => floor.code),
		'floor',
		0.62,
		0.8,
		async (person) => {
			await signOn(person, night);
			done.floors++;
		},
	);
	await act(
		buildings.map((building) => building.code),
		'building',
		0.82,
		0.92,
		async (person) => {
			await signOn(person, night);
			done.buildings++;
		},
	);
	await waitFor(group, (answer) => answer.night?.state === 'closed', closesAt - Date.now() + 20_000, night);
	clearInterval(ticker);
	show();

	const outcome = await checkNight(group, night, sent);
	const { summary } = outcome;
	console.log(
		`\n\n截止 / Closed: 应报 expected ${summary.units_expected}, 按时 on time ${summary.units_on_time}, 迟报 late ${summary.units_late}, 未报 missing ${summary.units_missing}`,
	);
	console.log(
		`学生 / Students: 应在 residents ${summary.residents}, 在寝 in ${summary.present}, 晚归 late ${summary.late_return}, 未归 not returned ${summary.not_returned}, 请假 on leave ${summary.on_leave}, 未报单元 in silent units ${summary.unaccounted}`,
	);
	for (const unit of outcome.silent)
		console.log(`  未报 silent: ${unit.code}  ${unit.responsible?.name ?? '—'}  ${unit.responsible?.phone ?? ''}`);
	console.log(`辅导员名单 / Editions: ${outcome.editions}, 学生 names ${outcome.names}`);
	for (const problem of [...failures, ...outcome.disagreements]) console.log(`  不一致 / Disagreement: ${problem}`);
	const well = failures.length + outcome.disagreements.length === 0;
	console.log(
		well
			? '所有合计与数据库一致 / Every total agrees with the database.'
			: '有不一致之处，见上 / Not everything agrees, see above.',
	);
	return well;
}

/** Everybody has logged in before the window opens, as on a real evening. */
async function logInLeaders(group: Person): Promise<Map<string, Person>> {
	const { body } = await group.get<{ data: { code: string; level: 1 | 2 | 3 }[] }>(
		`/items/${COLLECTIONS.grids}?fields=code,level&filter[state][_neq]=retired&limit=-1`,
	);
	const names = body.data.map(({ code, level }) => `${(['building', 'floor', 'unit'] as const)[level - 1]}.${code}`);
	const leaders = new Map<string, Person>();
	await inTurn(names, async (name) => {
		leaders.set(name, await logIn(base, `${name}@college.example`, password));
		if (process.stdout.isTTY || leaders.size % 50 === 0) progress(`登录 logging in ${leaders.size}/${names.length}`);
	});
	return leaders;
}

async function waitFor(
	person: Person,
	wanted: (answer: HierarchyAnswer) => boolean,
	patienceMs: number,
	night?: number,
): Promise<HierarchyAnswer> {
	const until = Date.now() + patienceMs;
	for (;;) {
		const { body } = await person.get<HierarchyAnswer>(
			night === undefined ? ROUTES.hierarchy : `${ROUTES.hierarchy}?night=${night}`,
		);
		if (wanted(body)) return body;
		if (Date.now() > until) throw new Error('the night did not come to the state that was waited for');
		await sleep(500);
	}
}

async function inTurn(codes: string[], step: (code: string, index: number) => Promise<void>): Promise<void> {
	const queue = codes.entries();
	const worker = async () => {
		for (const [index, code] of queue) await step(code, index);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function shuffle<Item>(items: readonly Item[]): Item[] {
	return items
		.map((item) => ({ item, order: chance() }))
		.toSorted((a, b) => a.order - b.order)
		.map(({ item }) => item);
}

function pick<Item>(items: readonly Item[], count: number): Item[] {
	return shuffle(items).slice(0, count);
}

function progress(line: string): void {
	process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
}
