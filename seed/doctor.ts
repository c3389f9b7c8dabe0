import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { COLLECTIONS } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { checkStart, describeFinding } from '../extensions/dormitory-grid/src/hooks/shield/start-check.ts';
import { countDeadMessages, countOverdueMessages } from '../extensions/dormitory-grid/src/database/outbox-health.ts';
import { readDeliverySettings } from '../extensions/dormitory-grid/src/services/delivery-settings.ts';
import { DEAD_SINCE_MS, MESSAGE_OVERDUE_MS } from '../extensions/dormitory-grid/src/services/read-health.ts';
import { findIndexNames, indexName, INDEXES } from './indexes.ts';
import { connect } from './lib/connect.ts';

/** What `npm run doctor` asks the settings and the database; every line says what is well or what to do. */
const db = connect(process.env);
const SIGNS = { well: '✔', warn: '⚠', wrong: '✘' } as const;
type Sign = keyof typeof SIGNS;
const counts: Record<Sign, number> = { well: 0, warn: 0, wrong: 0 };

try {
	examineFiles();
	await examine();
} catch (error) {
	say(
		'wrong',
		`数据库不可用 / the database cannot be used: ${(error instanceof Error ? error.message : String(error)).slice(-300)}`,
	);
} finally {
	await db.destroy();
}
console.log(`${counts.wrong > 0 ? '✘' : '✔'} ${counts.wrong} 处问题 / wrong, ${counts.warn} 处提醒 / to look at`);
process.exitCode = counts.wrong > 0 ? 1 : 0;

async function examine(): Promise<void> {
	const settings = await db('directus_settings').first('public_registration');
	const findings = checkStart(process.env, Boolean(settings?.public_registration));
	for (const finding of findings) say(finding.kind === 'should' ? 'warn' : 'wrong', describeFinding(finding));
	say(
		'well',
		findings.length === 0 ? '不用的功能均已关闭 / what is not used is off' : '其余功能均已关闭 / the rest is off',
	);

	const present = await findIndexNames(db);
	const missing = INDEXES.map(indexName).filter((name) => !present.has(name));
	say(
		missing.length === 0 ? 'well' : 'wrong',
		missing.length === 0
			? `索引齐全 / all ${INDEXES.length} indexes are there`
			: `缺少索引 / missing indexes: ${missing.join(', ')} — npm run seed`,
	);

	const overdue = await db(COLLECTIONS.nights)
		.whereIn('state', ['planned', 'open'])
		.where('closes_at', '<', new Date(Date.now() - 60_000))
		.select('id', 'date');
	say(
		overdue.length === 0 ? 'well' : 'wrong',
		overdue.length === 0
			? '没有逾期未截止的夜晚 / no night is overdue'
			: `逾期未截止 / overdue nights: ${overdue.map((night) => night.id).join(', ')} — npm start`,
	);

	if (process.env['DB_CLIENT'] === 'pg') {
		const limited = process.env['DB_OPTIONS']?.includes('idle_in_transaction_session_timeout') === true;
		say(
			limited ? 'well' : 'warn',
			limited
				? '停住的进程会交还数据库 / a replica that stands still gives the database back'
				: 'DB_OPTIONS 缺少 / lacks: -c idle_in_transaction_session_timeout=20000',
		);
	}

	await examineMessages();

	const disagreeing = await db(COLLECTIONS.nightSummaries).where({ sums_agree: false }).select('night');
	say(
		disagreeing.length === 0 ? 'well' : 'wrong',
		disagreeing.length === 0
			? '网格合计与院系合计一致 / sums over grids and departments agree'
			: `合计不一致 / sums disagree for nights ${disagreeing.map((row) => row.night).join(', ')}`,
	);

	const empty = await db(`${COLLECTIONS.grids} as g`)
		.leftJoin(`${COLLECTIONS.staffScopes} as s`, 's.unit', 'g.id')
		.where('g.level', 3)
		.whereIn('g.state', ['pilot', 'active'])
		.whereNull('s.id')
		.count({ units: '*' })
		.first();
	const posts = Number(empty?.['units'] ?? 0);
	say(
		posts === 0 ? 'well' : 'warn',
		posts === 0
			? '每个启用的单元都有网格员 / every unit in service has its leader'
			: `${posts} 个启用的单元没有网格员 / units in service without a leader`,
	);
}

async function examineMessages(): Promise<void> {
	const ago = (ms: number) => new Date(Date.now() - ms);
	const { mails } = readDeliverySettings(process.env);
	const waiting = await countOverdueMessages(db, ago(MESSAGE_OVERDUE_MS), mails);
	say(
		waiting === 0 ? 'well' : 'wrong',
		waiting === 0
			? '没有积压的消息 / no message waits for longer than it should'
			: `${waiting} 条消息待发送已超过一刻钟 / messages have been due for more than 15 minutes — npm start`,
	);
	const dead = await countDeadMessages(db, ago(DEAD_SINCE_MS));
	say(
		dead === 0 ? 'well' : 'wrong',
		dead === 0
			? '一天之内没有发送失败的消息 / no message of the last day was given up'
			: `一天之内有 ${dead} 条消息发送失败 / messages of the last day were given up — 值班台“消息” /grid/desk#messages`,
	);
}

/** Names and telephones of students lie in the database and in every copy of it; the settings hold its keys. */
function examineFiles(): void {
	if (process.platform === 'win32') return;
	const settings = process.env['CONFIG_PATH'];
	if (settings && existsSync(settings))
		say(
			isOpen(settings) ? 'wrong' : 'well',
			isOpen(settings)
				? `${settings}: 其他用户可读 / readable by others — chmod 600`
				: '设置文件仅本人可读 / the settings file is private',
		);
	const database = process.env['DB_CLIENT'] === 'pg' ? [] : [resolve(process.env['DB_FILENAME'] ?? 'data/grid.db')];
	const copies = [...new Set([...database.map(dirname), resolve('data'), resolve('.')])].flatMap((folder) =>
		existsSync(folder)
			? readdirSync(folder)
					.filter((name) => /\.(db|dump|bak)$|^first-passwords-/.test(name))
					.map((name) => join(folder, name))
			: [],
	);
	const open = [...new Set([...database, ...copies])].filter((path) => existsSync(path) && isOpen(path));
	say(
		open.length === 0 ? 'well' : 'warn',
		open.length === 0
			? '数据库与备份仅本人可读 / the database and its copies are private'
			: `其他用户可读 / readable by others: ${open.join(', ')} — chmod 600`,
	);
}

/** By its own mode and its folder's: what lies in a closed folder is closed. */
function isOpen(path: string): boolean {
	return (statSync(path).mode & 0o077) !== 0 && (statSync(dirname(resolve(path))).mode & 0o077) !== 0;
}

function say(sign: Sign, line: string): void {
	counts[sign]++;
	console.log(`${SIGNS[sign]} ${line}`);
}
