import { relative } from 'node:path';
import { hasNoStudents } from './database.mjs';
import { ROOT } from './paths.mjs';
import { localUrl } from './server.mjs';

/** README.md, *Your own college*. */
const NEXT_STEPS = [
	'  学院还是空的，下一步 The college is still empty, next (README.md, “Your own college”):',
	'    1. npm run import -- departments.csv（院系）, rooms.csv（房间）, people.csv（人员）, students.csv（学生）',
	'    2. 后台 → 网格：1–4 栋为“试点”，其余为“计划”；按实际改状态 / set which grids are in service',
	'    3. 后台 → 学院 →“首个零报告之夜”：填第一个晚上 / reports_from: the first night; empty means not yet',
];

/** The closing words of a start: what runs, where, as whom, what tonight will do, and how to see a night now. */
export async function tellWhatRuns(env, { fresh, path }) {
	const file = relative(ROOT, path) || path;
	const demo = env.GRID_DEMO !== 'false';
	const lines = [
		'',
		'学生公寓网格化管理 正在运行 / Grid management of student apartments is running',
		`  管理后台 Console     ${env.PUBLIC_URL}/admin`,
		`  今晚（手机）Tonight  ${env.PUBLIC_URL}/grid/tonight`,
		`  管理员 Administrator ${env.ADMIN_EMAIL}  ${fresh ? `密码 password: ${env.ADMIN_PASSWORD}` : `首次密码见 first password in ${file} → ADMIN_PASSWORD`}`,
	];
	if (demo) {
		lines.push(
			`  示范账号 Demo        unit.3-2-1@college.example  floor.3-2@…  building.3@…  counsellor.1-02@…  group.leader@…`,
			`                       ${fresh ? `密码 password: ${env.GRID_DEMO_PASSWORD}` : `密码见 password in ${file} → GRID_DEMO_PASSWORD`}`,
		);
	}
	lines.push(`  今晚 Tonight         ${await tonight(env)}`);
	if (demo) lines.push('  现在就看一晚 See a night right now: npm run rehearse');
	else if (await hasNoStudents(env)) lines.push(...NEXT_STEPS);
	lines.push('  停止 Stop            Ctrl-C');
	console.log(`${lines.join('\n')}\n`);
}

async function tonight(env) {
	const { next } = await fetch(`${localUrl(env)}/grid/api/health`).then((answer) => answer.json());
	if (next === null) return '近一个月没有需要零报告的夜晚 / no night within a month owes a report';
	const clock = (moment) =>
		new Date(moment).toLocaleTimeString('zh-CN', { timeZone: next.time_zone, hour: '2-digit', minute: '2-digit' });
	return `${next.date} ${clock(next.opens_at)}–${clock(next.closes_at)} 零报告自动开始和截止 / the report opens and closes by itself (${next.time_zone})`;
}
