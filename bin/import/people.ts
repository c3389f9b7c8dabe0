import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { MEMBER_ROLE_ID, type Position } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { dateValue, readDate } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { personName } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { dateAt, readCalendarDate } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { isPosition, placeOf } from '../../extensions/dormitory-grid/src/domain/staff.ts';
import { assignStaff } from '../../extensions/dormitory-grid/src/services/staff.ts';
import { changesOf, type Import, isLong, newOutcome, type Outcome, refuse } from './plan.ts';
import { findDepartment, loadPlaces, type Places } from './places.ts';
import type { Line } from './sheet.ts';
import { both } from './words.ts';

const POSITIONS: Readonly<Record<string, Position>> = {
	工作小组: 'working_group',
	指导老师: 'instructor',
	楼长: 'building_head',
	楼长助理: 'assistant_building_head',
	层长: 'floor_head',
	三级网格员: 'unit_leader',
	寝室长: 'room_head',
	辅导员: 'counsellor',
	责任部门: 'responsible_office',
};

interface Post {
	position: Position;
	grid: number | null;
	room: number | null;
	department: number | null;
	startsOn: string;
}

/**
 * Accounts by e-mail, and their posts, a line each: who holds two stands twice. An account that exists keeps its password
 * and state; a post that is held already stays as it is. Nothing is ended here.
 */
export async function importPeople(work: Import): Promise<Outcome> {
	const { db, college, lines, now } = work;
	const outcome = newOutcome();
	const places = await loadPlaces(db, college.id);
	const today = dateAt(now, college.timeZone);
	const accounts = await loadAccounts(db);
	const held = await loadPosts(db, today);
	const seen = new Map<string, string>();
	for (const line of lines) {
		const email = (line.text('email') ?? '').toLowerCase();
		const name = line.text('name') ?? '';
		if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
			refuse(
				outcome,
				line,
				'email',
				'邮箱不正确，应如 li@your.college / not an e-mail address such as li@your.college',
			);
			continue;
		}
		const long = isLong(line, ['email', 'name', 'phone']);
		if (name === '' || long) {
			refuse(outcome, line, long ?? 'name', both(long ? 'import.text' : 'import.required'));
			continue;
		}
		if ((seen.get(email) ?? name) !== name) {
			refuse(
				outcome,
				line,
				'name',
				`此邮箱在前面是“${seen.get(email)}”，请改为同一姓名或另一邮箱 / this address has another name above: give both the same, or another address`,
			);
			continue;
		}
		const post = readPost(outcome, line, places, today);
		if (post === 'wrong') continue;
		const again = seen.has(email);
		seen.set(email, name);
		const person = await saveAccount(work, outcome, accounts, { email, name, phone: line.text('phone'), again });
		if (post === null || held.has(postKey(person, post))) continue;
		await assign(work, outcome, line, person, post);
		held.add(postKey(person, post));
	}
	return outcome;
}

type Account = { id: string; first_name: string; last_name: string; phone: string | null };

async function loadAccounts(db: Knex): Promise<Map<string, Account>> {
	const rows: (Account & { email: string | null })[] = await db('directus_users').select(
		'id',
		'email',
		'first_name',
		'last_name',
		'phone',
	);
	return new Map(rows.map((row) => [row.email?.toLowerCase() ?? row.id, row]));
}

async function saveAccount(
	{ db, hashes }: Import,
	outcome: Outcome,
	accounts: Map<string, Account>,
	person: { email: string; name: string; phone: string | null; again: boolean },
): Promise<string> {
	const { email } = person;
	const names = splitName(person.name);
	const phone = person.phone === null ? undefined : person.phone || null;
	const account = accounts.get(email);
	if (!account) {
		const row = { id: randomUUID(), ...names, phone: phone ?? null };
		await db('directus_users').insert({
			...row,
			email,
			password: hashes.get(email) ?? null,
			role: MEMBER_ROLE_ID,
			status: 'active',
			provider: 'default',
			language: 'zh-CN',
		});
		accounts.set(email, row);
		outcome.created++;
		outcome.accounts.push({ email, name: person.name });
		return row.id;
	}
	if (person.again) return account.id;
	// The same name that is split another way is no change.
	const renamed = personName(account.last_name, account.first_name) !== personName(names.last_name, names.first_name);
	const changes = changesOf({ ...account }, { ...(renamed ? names : {}), phone });
	if (Object.keys(changes).length > 0) {
		await db('directus_users').where({ id: account.id }).update(changes);
		outcome.changed++;
	} else outcome.same++;
	return account.id;
}

/** A post as the service makes it; what it refuses is the line's problem, and leaves nothing behind. */
async function assign(
	{ db, college, now }: Import,
	outcome: Outcome,
	line: Line,
	person: string,
	post: Post,
): Promise<void> {
	const { startsOn, ...place } = post;
	try {
		await db.transaction(async (trx) => {
			const row = await assignStaff(trx, null, { person, ...place, college: college.id, starts_on: startsOn }, now);
			await trx(C.staffAssignments).insert({ ...row, starts_on: dateValue(startsOn) });
		});
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('GRID_'))) throw error;
		refuse(outcome, line, 'place', error.message);
	}
}

function readPost(outcome: Outcome, line: Line, places: Places, today: string): Post | null | 'wrong' {
	const wrong = (field: string, reason: string): 'wrong' => refuse(outcome, line, field, reason) ?? 'wrong';
	const word = line.text('position') ?? '';
	const where = line.text('place') ?? '';
	if (word === '') return where === '' ? null : wrong('position', '请填写职务 / a position is required');
	const position = POSITIONS[word] ?? (isPosition(word) ? word : null);
	if (position === null)
		return wrong('position', `没有这个职务；可用 / no such position: ${Object.keys(POSITIONS).join('、')}`);
	const first = line.text('from') || today;
	const startsOn = readCalendarDate(first);
	if (startsOn === null) return wrong('from', both('import.day'));
	const post: Post = { position, grid: null, room: null, department: null, startsOn };
	const needed = placeOf(position);
	if (needed === null) return post;
	if (needed === 'room') {
		const rooms = places.rooms.get(where) ?? [];
		const [room] = rooms;
		if (!room || rooms.length > 1) return wrong('place', '没有这个房间，或不止一间 / no such room, or several');
		return { ...post, room: room.id };
	}
	if (needed === 'department') {
		const department = findDepartment(places, where);
		return department === null
			? wrong('place', '没有这个院系或部门 / no such department')
			: { ...post, department: department.id };
	}
	const grid = places.grids.get(where);
	if (!grid || needed !== `grid${grid.level}`)
		return wrong(
			'place',
			'网格编码与职务不符，应如 3（楼栋）、3-2（楼层）、3-2-1（单元） / the position needs another grid',
		);
	return { ...post, grid: grid.id };
}

/** Posts that are held, or will be. */
async function loadPosts(db: Knex, today: string): Promise<Set<string>> {
	const rows = await db(C.staffAssignments)
		.whereNull('ended_at')
		.select('person', 'position', 'grid', 'room', 'department', 'ends_on');
	return new Set(
		rows.filter(({ ends_on }) => (readDate(ends_on) ?? today) >= today).map((row) => postKey(row.person, row)),
	);
}

function postKey(person: string, post: Pick<Post, 'position' | 'grid' | 'room' | 'department'>): string {
	return [person, post.position, post.grid, post.room, post.department].join();
}

const LONG_SURNAMES = ['欧阳', '上官', '司马', '司徒', '诸葛', '东方', '皇甫', '尉迟', '公孙', '慕容', '令狐', '夏侯'];

/** 王小明 is 王 and 小明, Ann Lee is Lee and Ann: shown together again as they came. */
function splitName(name: string): { last_name: string; first_name: string } {
	if (/^\p{Script=Han}+$/u.test(name)) {
		const cut = LONG_SURNAMES.some((surname) => name.startsWith(surname)) ? 2 : 1;
		return { last_name: name.slice(0, cut), first_name: name.slice(cut) };
	}
	const words = name.split(/\s+/);
	return { last_name: words.length > 1 ? (words.pop() ?? '') : '', first_name: words.join(' ') };
}
