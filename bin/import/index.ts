import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { parseArgs } from 'node:util';
import argon2 from 'argon2';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import { connect } from '../../seed/lib/connect.ts';
import { at, ROOT } from '../lib/paths.mjs';
import { makePassword } from './make-password.ts';
import { importPeople } from './people.ts';
import type { Import, Outcome } from './plan.ts';
import { type Kind, KINDS, type Line, readKind } from './sheet.ts';
import { importDepartments, importRooms } from './structure.ts';
import { importStudents } from './students.ts';
import { both } from './words.ts';

/**
 * One's own college from sheets: departments, rooms, people with their posts, students. A first run only looks; with
 * `--write` all lines go in, or none. Twice is once: departments by code, rooms by number, people by e-mail, students by number.
 */
const IMPORTS: Readonly<Record<Kind, (work: Import) => Promise<Outcome>>> = {
	departments: importDepartments,
	rooms: importRooms,
	people: importPeople,
	students: importStudents,
};
const TITLES: Readonly<Record<Kind, string>> = {
	departments: '院系 departments',
	rooms: '房间 rooms',
	people: '人员 people',
	students: '学生 students',
};
const LISTED = 100;

class Stop extends Error {}
class RolledBack extends Error {}

const db = connect(process.env);
try {
	await main();
} catch (error) {
	const known = error instanceof Stop || (error instanceof Error && 'code' in error);
	console.error(`✘ ${error instanceof Error ? error.message.slice(-400) : String(error)}`);
	if (!known && error instanceof Error) console.error(error.stack);
	process.exitCode = 1;
} finally {
	await db.destroy();
}

async function main(): Promise<void> {
	const { file, write, only, college } = readArguments();
	const sheet = readKind(await readSheet(readBytes(file), 'zh-CN', { name: basename(file) }), only);
	if (sheet.kind === 'twice') throw new Stop(both('import.too_many_columns', { column: sheet.heading }));
	if (sheet.kind === 'several')
		throw new Stop(`不能确定是哪一类 / which one is it? --kind ${sheet.of.join(' | --kind ')}`);
	if (sheet.kind === 'unknown' && sheet.missing.length > 0)
		throw new Stop(both('import.columns', { columns: sheet.missing.join('、') }));
	if (sheet.kind === 'unknown') throw new Stop(`认不出列名 / the headings are not known.\n${describeKinds()}`);
	const place = await findCollege(college);
	const { of: kind, lines } = sheet;
	console.log(`${TITLES[kind]}: ${lines.length} 行 lines（${basename(file)}）`);

	const looked = await attempt(kind, place, lines, { write: false, hashes: new Map() });
	if (looked.problems.length > 0) return tellProblems(basename(file), looked);
	tellOutcome(looked);
	if (!write) {
		console.log('仅检查，未写入；确认后加 --write / only looked, nothing is written: add --write');
		return;
	}
	const passwords = await keepFirstPasswords(looked.accounts);
	try {
		const written = await attempt(kind, place, lines, { write: true, hashes: passwords.hashes });
		if (written.problems.length > 0) {
			passwords.forget();
			return tellProblems(basename(file), written);
		}
	} catch (error) {
		passwords.forget();
		throw error;
	}
	console.log('✔ 已写入 / written');
	if (passwords.path)
		console.log(
			`✔ 初始密码（仅本人可读，发放后请删除）/ first passwords, for your eyes only; delete once handed out: ${relative(ROOT, passwords.path)}`,
		);
}

function readArguments(): { file: string; write: boolean; only: Kind | null; college: string | null } {
	const usage = `用法 / usage: npm run import -- FILE.csv [--write] [--kind ${Object.keys(KINDS).join('|')}] [--college CODE]`;
	try {
		const { values, positionals } = parseArgs({
			options: {
				write: { type: 'boolean', default: false },
				kind: { type: 'string' },
				college: { type: 'string' },
			},
			allowPositionals: true,
		});
		const [file, ...more] = positionals;
		const kind = values.kind ?? null;
		if (file === undefined || more.length > 0 || (kind !== null && !(kind in KINDS))) throw new Stop();
		return { file, write: values.write, only: kind as Kind | null, college: values.college ?? null };
	} catch {
		throw new Stop(`${usage}\n${describeKinds()}`);
	}
}

function describeKinds(): string {
	const columns = (kind: Kind) =>
		Object.entries<readonly string[]>(KINDS[kind].headings)
			.map(([field, [heading = '']]) =>
				(KINDS[kind].required as readonly string[]).includes(field) ? `${heading}*` : heading,
			)
			.join(', ');
	return (Object.keys(KINDS) as Kind[]).map((kind) => `  ${TITLES[kind]}: ${columns(kind)}`).join('\n');
}

function readBytes(file: string): Buffer {
	try {
		return readFileSync(file);
	} catch {
		throw new Stop(`读不到文件 / the file cannot be read: ${file}`);
	}
}

async function findCollege(code: string | null): Promise<{ id: number; timeZone: string }> {
	const rows: { id: number; code: string; time_zone: string }[] = await db(C.colleges)
		.where(code === null ? {} : { code })
		.select('id', 'code', 'time_zone');
	const [row] = rows;
	if (!row || rows.length > 1)
		throw new Stop(
			row
				? `有几个学院，请加 --college / several colleges: ${rows.map((one) => one.code).join(', ')}`
				: '没有这个学院 / no such college',
		);
	return { id: row.id, timeZone: row.time_zone };
}

/** In one transaction, which stays only where it is to be written and every line is good. */
async function attempt(
	kind: Kind,
	college: { id: number; timeZone: string },
	lines: readonly Line[],
	how: { write: boolean; hashes: ReadonlyMap<string, string> },
): Promise<Outcome> {
	let outcome: Outcome | null = null;
	try {
		await db.transaction(async (trx: Knex.Transaction) => {
			// Writes before it reads: SQLite lets nobody wait who has read already and finds that a running server wrote since.
			await trx(C.colleges).where({ id: college.id }).update({ id: college.id });
			outcome = await IMPORTS[kind]({ db: trx, college, lines, hashes: how.hashes, now: new Date() });
			if (!how.write || outcome.problems.length > 0) throw new RolledBack();
		});
	} catch (error) {
		if (!(error instanceof RolledBack) || outcome === null) throw error;
	}
	if (outcome === null) throw new Error('the import gave no outcome');
	return outcome;
}

/** Written before the accounts are, so that none is made whose password nobody knows. */
async function keepFirstPasswords(
	accounts: readonly { email: string; name: string }[],
): Promise<{ path: string | null; hashes: Map<string, string>; forget: () => void }> {
	if (accounts.length === 0) return { path: null, hashes: new Map(), forget: () => undefined };
	const given = accounts.map((account) => ({ ...account, password: makePassword() }));
	const path = at('data', `first-passwords-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.csv`);
	mkdirSync(at('data'), { recursive: true, mode: 0o700 });
	const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
	const text = given.map(({ email, name, password }) => [email, name, password].map(cell).join(',')).join('\r\n');
	writeFileSync(path, `\uFEFF邮箱 email,姓名 name,初始密码 first password\r\n${text}\r\n`, { mode: 0o600, flag: 'wx' });
	chmodSync(path, 0o600);
	console.log(`… 加密 ${given.length} 个初始密码 / hashing ${given.length} first passwords`);
	const hashes = new Map<string, string>();
	for (const { email, password } of given) hashes.set(email, await argon2.hash(password));
	return { path, hashes, forget: () => rmSync(path, { force: true }) };
}

function tellOutcome({ created, changed, same, notes }: Outcome): void {
	console.log(`  新增 new ${created}，更改 changed ${changed}，不变 same ${same}`);
	for (const note of notes) console.log(`  ${note}`);
}

function tellProblems(sheet: string, { problems }: Outcome): void {
	for (const { line, column, value, reason } of problems.slice(0, LISTED))
		console.log(
			`  ${sheet} 第 ${line} 行 line ${line}，${column}${value === '' ? '' : `（${value.slice(0, 80)}）`}: ${reason}`,
		);
	const more = problems.length - LISTED;
	if (more > 0) console.log(`  另有 ${more} 处未列出 / ${more} more are not listed`);
	console.log(
		`✘ ${problems.length} 处问题，全部未写入；改正后再运行一次 / ${problems.length} problems, nothing is written: correct them and run it again`,
	);
	process.exitCode = 1;
}
