import { COLLECTIONS } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { checkStart, describeFinding } from '../extensions/dormitory-grid/src/hooks/shield/start-check.ts';
import { countDeadMessages, countOverdueMessages } from '../extensions/dormitory-grid/src/database/outbox-health.ts';
import { readDeliverySettings } from '../extensions/dormitory-grid/src/services/delivery-settings.ts';
import { DEAD_SINCE_MS, MESSAGE_OVERDUE_MS } from '../extensions/dormitory-grid/src/services/read-health.ts';
import { findIndexNames, indexName, INDEXES } from './indexes.ts';
import { connect } from './lib/connect.ts';

/** What `npm run doctor` asks the settings and the database; every line says what is well or what to do. */
const db = connect(process.env);
let wrong = 0;

try {
	await examine();
} catch (error) {
	say(
		false,
		`数据库不可用 / the database cannot be used: ${(error instanceof Error ? error.message : String(error)).slice(-300)}`,
	);
} finally {
	await db.destroy();
}
process.exitCode = wrong > 0 ? 1 : 0;

async function examine(): Promise<void> {
	const settings = await db('directus_settings').first('public_registration');
	const findings = checkStart(process.env, Boolean(settings?.public_registration));
	for (const finding of findings) say(finding.kind === 'should', describeFinding(finding));
	say(
		true,
		findings.length === 0 ? '不用的功能均已关闭 / what is not used is off' : '其余功能均已关闭 / the rest is off',
	);

	const present = await findIndexNames(db);
	const missing = INDEXES.map(indexName).filter((name) => !present.has(name));
	say(
		missing.length === 0,
		missing.length === 0
			? `索引齐全 / all ${INDEXES.length} indexes are there`
			: `缺少索引 / missing indexes: ${missing.join(', ')} — npm run seed`,
	);

	const overdue = await db(COLLECTIONS.nights)
		.whereIn('state', ['planned', 'open'])
		.where('closes_at', '<', new Date(Date.now() - 60_000))
		.select('id', 'date');
	say(
		overdue.length === 0,
		overdue.length === 0
			? '没有逾期未截止的夜晚 / no night is overdue'
			: `逾期未截止 / overdue nights: ${overdue.map((night) => night.id).join(', ')} — npm start`,
	);

	await examineMessages();

	const disagreeing = await db(COLLECTIONS.nightSummaries).where({ sums_agree: false }).select('night');
	say(
		disagreeing.length === 0,
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
		true,
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
		waiting === 0,
		waiting === 0
			? '没有积压的消息 / no message waits for longer than it should'
			: `${waiting} 条消息待发送已超过一刻钟 / messages have been due for more than 15 minutes — npm start`,
	);
	const dead = await countDeadMessages(db, ago(DEAD_SINCE_MS));
	say(
		dead === 0,
		dead === 0
			? '一天之内没有发送失败的消息 / no message of the last day was given up'
			: `一天之内有 ${dead} 条消息发送失败 / messages of the last day were given up — 值班台“消息” /grid/desk#messages`,
	);
}

function say(well: boolean, line: string): void {
	if (!well) wrong++;
	console.log(`${well ? '✔' : '✘'} ${line}`);
}
