import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { insertAll } from '../../seed/lib/rows.ts';
import { changesOf, type Import, isLong, newOutcome, type Outcome, refuse } from './plan.ts';
import { findDepartment, loadPlaces, type Places, type Room } from './places.ts';
import type { Line } from './sheet.ts';
import { both } from './words.ts';

const GENDERS: Readonly<Record<string, 'male' | 'female' | null>> = {
	'': null,
	男: 'male',
	女: 'female',
	male: 'male',
	female: 'female',
};

interface Lists extends Places {
	majors: { id: number; department: number; name: string; short_name: string | null }[];
	accounts: Map<string, string>;
}

type Row = Record<string, unknown> & { id: number; number: string; name: string };

/** Students by number: what the sheet has a column for is taken over, an empty cell empties; who is not in it stays as he is. */
export async function importStudents({ db, college, lines }: Import): Promise<Outcome> {
	const outcome = newOutcome();
	const lists: Lists = {
		...(await loadPlaces(db, college.id)),
		majors: await db(C.majors).select('id', 'department', 'name', 'short_name'),
		accounts: new Map((await db('directus_users').select('id', 'email')).map((row) => [row.email, row.id])),
	};
	const rows: Row[] = await db(C.students).where({ college: college.id }).select('*');
	const known = new Map(rows.map((row) => [row.number, row]));
	const wanted = new Map<string, { line: Line; fields: Record<string, unknown> }>();
	for (const line of lines) {
		const number = line.text('number') ?? '';
		const earlier = wanted.get(number)?.line.line;
		if (number === '') refuse(outcome, line, 'number', both('import.required'));
		else if (earlier !== undefined) refuse(outcome, line, 'number', both('import.twice', { line: earlier }));
		else {
			const fields = readStudent(outcome, line, lists, known.get(number));
			if (fields) wanted.set(number, { line, fields });
		}
	}
	refuseSharedBeds(outcome, rows, wanted);
	if (outcome.problems.length > 0) return outcome;

	const fresh = [...wanted].filter(([number]) => !known.has(number));
	const changed = [...wanted].flatMap(([number, { fields }]) => {
		const row = known.get(number);
		const changes = row ? changesOf(row, fields) : {};
		return row && Object.keys(changes).length > 0 ? [{ row, fields, changes }] : [];
	});
	// Beds first become free, so that two who change beds do not meet.
	await emptyBeds(
		db,
		changed.filter(({ changes }) => 'bed' in changes || 'room' in changes).map(({ row }) => row.id),
	);
	for (const change of changed) await db(C.students).where({ id: change.row.id }).update(placed(change));
	await insertAll(
		db,
		C.students,
		fresh.map(([number, { fields }]) => ({
			residence_state: 'resident',
			...Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value ?? null])),
			number,
			college: college.id,
		})),
	);
	outcome.created = fresh.length;
	outcome.changed = changed.length;
	outcome.same = wanted.size - fresh.length - changed.length;
	const alone = [...wanted.values()].filter(({ fields }) => fields['room'] && fields['counsellor'] === null).length;
	if (alone > 0)
		outcome.notes.push(
			`${alone} 名住校学生没有辅导员，截止时没有人收到其名单 / ${alone} residents without a counsellor`,
		);
	return outcome;
}

/** A bed that was freed is given back together with its room, even where only one of the two changes. */
function placed({ row, fields, changes }: { row: Row; fields: Record<string, unknown>; changes: object }): object {
	if (!('bed' in changes) && !('room' in changes)) return changes;
	const keep = (field: string) => (fields[field] === undefined ? row[field] : fields[field]) ?? null;
	return { ...changes, room: keep('room'), bed: keep('bed') };
}

/** @returns `undefined` fields stay as they are; `null`: the line is wrong */
function readStudent(outcome: Outcome, line: Line, lists: Lists, row: Row | undefined): Record<string, unknown> | null {
	const wrong = (field: string, reason: string) => refuse(outcome, line, field, reason);
	const optional = <Value>(field: string, read: (text: string) => Value): Value | null | undefined => {
		const text = line.text(field);
		if (text === null) return undefined;
		return text === '' ? null : read(text);
	};
	if (!line.text('name')) return wrong('name', both('import.required'));
	const long = isLong(line, ['number', 'name', 'class', 'phone', 'room']);
	if (long) return wrong(long, both('import.text'));
	const department = optional('department', (text) => findDepartment(lists, text)?.id ?? 0);
	if (department === 0) return wrong('department', '没有这个院系，请先导入院系 / no such department: import it first');
	const home = department === undefined ? row?.['department'] : department;
	const major = optional('major', (text) => findMajor(lists, text, home));
	if (major === 0) return wrong('major', '该院系没有这个专业，请在后台“专业”中添加 / no such major in this department');
	const counsellor = optional('counsellor', (text) => lists.accounts.get(text.toLowerCase()) ?? '');
	if (counsellor === '')
		return wrong('counsellor', '没有这个邮箱的账号，请先导入人员 / no account with this e-mail: import people first');
	const grade = optional('grade', (text) => (/^\d{4}级?$/.test(text) ? Number(text.slice(0, 4)) : 0));
	if (grade === 0) return wrong('grade', '年级应如 2026 / a grade is like 2026');
	const gender = GENDERS[line.text('gender') ?? ''];
	if (gender === undefined) return wrong('gender', '性别应为 男 或 女 / male or female');
	const room = optional('room', (text) => findRoom(lists, text, line.text('building')));
	if (typeof room === 'string') return wrong('room', room);
	const bed = optional('bed', Number);
	const home_room = room === undefined ? roomOf(lists, row?.['room']) : room;
	if (bed !== undefined && bed !== null && !(Number.isInteger(bed) && bed >= 1 && bed <= (home_room?.beds ?? 0)))
		return wrong(
			'bed',
			home_room ? `床位应为 1 至 ${home_room.beds} / bed` : '有床位而没有房间 / a bed without a room',
		);
	return {
		name: line.text('name'),
		department,
		major,
		counsellor,
		grade,
		class_name: optional('class', String),
		gender: line.text('gender') === null ? undefined : gender,
		phone: optional('phone', String),
		...(room === undefined ? {} : residence(room)),
		bed: room === null ? null : bed,
	};
}

function residence(room: Room | null): Record<string, unknown> {
	if (room === null) return { room: null, building: null, floor: null, unit: null };
	const { id, building, floor, unit } = room;
	return { room: id, building, floor, unit, residence_state: 'resident' };
}

function findRoom(lists: Lists, number: string, building: string | null): Room | string {
	const only = building ? (lists.grids.get(building)?.id ?? 0) : null;
	const rooms = (lists.rooms.get(number) ?? []).filter((room) => only === null || room.building === only);
	if (rooms.length > 1)
		return '几栋楼都有这个房间号，请加“楼栋”一列 / several buildings have this room: add a column 楼栋';
	return rooms[0] ?? '没有这个房间，请先导入房间 / no such room: import it first';
}

function roomOf(lists: Lists, id: unknown): Room | null {
	return [...lists.rooms.values()].flat().find((room) => room.id === id) ?? null;
}

function findMajor(lists: Lists, text: string, department: unknown): number {
	return (
		lists.majors.find((major) => major.department === department && [major.name, major.short_name].includes(text))
			?.id ?? 0
	);
}

/** One bed, one student: among the sheet's and those that are not in it. */
function refuseSharedBeds(
	outcome: Outcome,
	rows: readonly Row[],
	wanted: ReadonlyMap<string, { line: Line; fields: Record<string, unknown> }>,
): void {
	const holders = new Map<string, string>();
	const known = new Map(rows.map((row) => [row.number, row]));
	const key = (room: unknown, bed: unknown) => (room && bed ? JSON.stringify([room, bed]) : null);
	for (const row of rows) {
		const place = key(row['room'], row['bed']);
		if (place && !wanted.has(row.number)) holders.set(place, `${row.name}（${row.number}）`);
	}
	for (const [number, { line, fields }] of wanted) {
		const keep = (field: string) => (fields[field] === undefined ? known.get(number)?.[field] : fields[field]);
		const place = key(keep('room'), keep('bed'));
		if (!place) continue;
		const other = holders.get(place);
		if (other) refuse(outcome, line, 'bed', `此床位是 ${other} 的 / this bed is taken`);
		else holders.set(place, `${line.text('name')}（${number}）`);
	}
}

async function emptyBeds(db: Knex, ids: readonly number[]): Promise<void> {
	for (let start = 0; start < ids.length; start += 500)
		await db(C.students)
			.whereIn('id', ids.slice(start, start + 500))
			.update({ room: null, bed: null });
}
