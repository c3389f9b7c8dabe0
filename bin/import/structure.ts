import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { placeNewGrid } from '../../extensions/dormitory-grid/src/services/structure.ts';
import { changesOf, type Import, isLong, newOutcome, type Outcome, refuse } from './plan.ts';
import { both } from './words.ts';

const DEPARTMENT_KINDS: Readonly<Record<string, 'teaching' | 'office'>> = {
	'': 'teaching',
	院系: 'teaching',
	系: 'teaching',
	teaching: 'teaching',
	部门: 'office',
	责任部门: 'office',
	office: 'office',
};

/** Departments by code: known ones take the sheet's name, kind and telephone. */
export async function importDepartments({ db, college, lines }: Import): Promise<Outcome> {
	const outcome = newOutcome();
	const rows = await db(C.departments).where({ college: college.id }).select('id', 'code', 'name', 'kind', 'phone');
	const known = new Map(rows.map((row) => [row.code, row]));
	const seen = new Map<string, number>();
	for (const line of lines) {
		const [code, name] = [line.text('code') ?? '', line.text('name') ?? ''];
		const kind = DEPARTMENT_KINDS[line.text('kind') ?? ''];
		const long = isLong(line, ['code', 'name', 'phone']);
		const earlier = seen.get(code);
		if (code === '' || name === '') refuse(outcome, line, code === '' ? 'code' : 'name', both('import.required'));
		else if (long) refuse(outcome, line, long, both('import.text'));
		else if (kind === undefined) refuse(outcome, line, 'kind', '类别应为 院系 或 部门 / kind is teaching or office');
		else if (earlier !== undefined) refuse(outcome, line, 'code', both('import.twice', { line: earlier }));
		else {
			seen.set(code, line.line);
			const phone = line.text('phone');
			const wanted = {
				name,
				kind: line.text('kind') === null ? undefined : kind,
				phone: phone === null ? undefined : phone || null,
			};
			const row = known.get(code);
			const changes = row ? changesOf(row, wanted) : {};
			if (!row) {
				await db(C.departments).insert({ code, college: college.id, name, kind, phone: phone || null });
				outcome.created++;
			} else if (Object.keys(changes).length > 0) {
				await db(C.departments).where({ id: row.id }).update(changes);
				outcome.changed++;
			} else outcome.same++;
		}
	}
	return outcome;
}

interface Grid {
	id: number;
	code: string;
	level: number;
	building: number | null;
	floor: number | null;
}

/** Rooms by building and number; floors, units and buildings that are not there yet are made, not in service. */
export async function importRooms({ db, college, lines }: Import): Promise<Outcome> {
	const outcome = newOutcome();
	const grids: Grid[] = await db(C.grids)
		.where({ college: college.id })
		.select('id', 'code', 'level', 'building', 'floor');
	const byCode = new Map(grids.map((grid) => [grid.code, grid]));
	const rows = await db(C.rooms).where({ college: college.id }).select('id', 'number', 'building', 'unit', 'beds');
	const known = new Map(rows.map((row) => [`${row.building} ${row.number}`, row]));
	const seen = new Map<string, number>();
	const made: string[] = [];
	for (const [index, line] of lines.entries()) {
		const [number, code] = [line.text('room') ?? '', line.text('unit') ?? ''];
		const long = isLong(line, ['room', 'unit']);
		const beds = Number(line.text('beds') || 6);
		if (number === '') refuse(outcome, line, 'room', both('import.required'));
		else if (long) refuse(outcome, line, long, both('import.text'));
		else if (!/^[^-\s]+-[^-\s]+-[^-\s]+$/.test(code))
			refuse(outcome, line, 'unit', '单元编码应如 3-2-1（楼栋-楼层-单元）/ a unit’s code is like 3-2-1');
		else if (!Number.isInteger(beds) || beds < 1 || beds > 50)
			refuse(outcome, line, 'beds', '床位数应为 1 至 50 / between 1 and 50 beds');
		else {
			const unit = await ensureUnit(code);
			const key = `${unit.building} ${number}`;
			const earlier = seen.get(key);
			if (earlier !== undefined) {
				refuse(outcome, line, 'room', both('import.twice', { line: earlier }));
				continue;
			}
			seen.set(key, line.line);
			const row = known.get(key);
			const wanted = { unit: unit.id, beds: line.text('beds') === null ? undefined : beds };
			const changes = row ? changesOf(row, wanted) : {};
			const place = { building: unit.building, floor: unit.floor, unit: unit.id };
			if (!row) {
				await db(C.rooms).insert({ number, beds, position: index + 1, college: college.id, ...place });
				outcome.created++;
			} else if (Object.keys(changes).length > 0) {
				await db(C.rooms)
					.where({ id: row.id })
					.update({ ...changes, ...place });
				// Who lives there goes along, as after a change in the console.
				await db(C.students).where({ room: row.id }).update(place);
				outcome.changed++;
			} else outcome.same++;
		}
	}
	if (made.length > 0)
		outcome.notes.push(
			`新建网格 ${made.length} 个，状态为“计划”，启用后才零报告 / ${made.length} grids made, planned: set their state to active when they start`,
		);
	return outcome;

	async function ensureUnit(code: string): Promise<Grid> {
		const steps = code.split('-');
		let parent: Grid | null = null;
		for (let depth = 1; depth <= steps.length; depth++) {
			const part = steps.slice(0, depth).join('-');
			let grid: Grid | undefined = byCode.get(part);
			if (!grid) {
				const name = steps.slice(0, depth).reduce((text, step, at) => `${text}${step}${['栋', '层', '单元'][at]}`, '');
				const wanted = { code: part, name, college: college.id, parent: parent?.id ?? null, state: 'planned' };
				const row = await placeNewGrid(db, 'zh-CN', { ...wanted, position: positionOf(part) });
				[grid] = (await db(C.grids).insert(row).returning(['id', 'code', 'level', 'building', 'floor'])) as [Grid];
				byCode.set(part, grid);
				made.push(part);
			}
			parent = grid;
		}
		return parent as Grid;
	}
}

/** As the plan has it: '3-2-1' stands at 3021, and what is no number first. */
function positionOf(code: string): number {
	const [building = 0, floor, unit] = code.split('-').map((step) => Number(step) || 0);
	if (floor === undefined) return building;
	return unit === undefined ? building * 100 + floor : building * 1000 + floor * 10 + unit;
}
