import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readFlag, readMoment, readNumber } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { type Check, TICK_MS, type Violation } from './violation.ts';

/** What moves an issue into other hands: whoever has it then is told. */
const MOVES = [
	'report',
	'escalate',
	'dispatch',
	'return',
	'rule',
	'reject',
	'reopen',
	'overdue',
	'look_again',
	'hand_over',
];

/**
 * I10: every issue has exactly one holder, with somebody in office; its steps are numbered without a gap and its holder
 * and state are what they say; nothing is closed untold, or unverified where it was settled; nothing that is due waits;
 * and each move told somebody.
 */
export const checkIssues: Check = async (db, { now }) => {
	const violations: Violation[] = [];
	const steps = groupBy(await db(C.issueSteps).orderBy('number'), (step) => step.issue);
	const duty = await loadDuty(db);
	const told = await loadTold(db);
	for (const issue of await db(C.issues).orderBy('id')) {
		const complain = (what: string) => void violations.push({ invariant: 'I10', what: `issue ${issue.id}: ${what}` });
		const own = steps.get(issue.id) ?? [];
		const { holder_level: level, holder_grid: grid, holder_office: office } = issue;
		const holders = [office !== null, grid !== null, level === 0].filter(Boolean).length;
		if (holders !== 1) complain(`has ${holders} holders`);
		const key = holderKey(level, grid, office);
		if (issue.state !== 'closed' && level !== 0 && !duty.has(key))
			complain(`lies with ${key}, where nobody is in office`);
		if (own.some((step, index) => step.number !== index + 1) || own.length !== readNumber(issue.steps))
			complain(`says ${issue.steps} steps, has ${own.map((step) => step.number).join(', ') || 'none'}`);
		const moved = own.findLast((step) => step.to_level !== null || step.to_office !== null);
		if (moved && holderKey(moved.to_level, moved.to_grid, moved.to_office) !== key)
			complain(`lies with ${key}, its steps sent it to ${holderKey(moved.to_level, moved.to_grid, moved.to_office)}`);
		if (own.at(-1)?.state !== issue.state) complain(`is ${issue.state}, its last step left it ${own.at(-1)?.state}`);
		if (issue.state === 'closed') {
			if (issue.told_at === null) complain('is closed and nobody was told');
			const verified = own.some(({ kind }) => ['verify', 'answer', 'merge', 'close'].includes(kind));
			if (!verified) complain('is closed and nobody has verified it');
			if (issue.verified_by !== null && issue.verified_by === issue.settled_by)
				complain('was verified by who settled it');
			if (issue.next_due_at !== null) complain('is closed and its clock runs');
		} else {
			const due = readMoment(issue.next_due_at);
			if (due === null) complain('has no clock');
			else if (due.getTime() < now.getTime() - TICK_MS) complain(`is due since ${due.toISOString()}`);
		}
		for (const step of own) {
			if (
				step.kind === 'grant' &&
				step.by === own.findLast(({ kind, number }) => kind === 'postpone' && number < step.number)?.by
			)
				complain(`step ${step.number} was granted by who asked for it`);
			const isMove = MOVES.includes(step.kind) || (step.kind === 'explain' && step.to_level !== null);
			if (!isMove || readFlag(issue.confidential) || issue.kind === 'emergency') continue;
			const people = duty.get(holderKey(step.to_level, step.to_grid, step.to_office)) ?? [];
			const others = people.filter((person) => person !== step.by);
			if (others.length === 0) continue;
			const at = readMoment(step.at)?.getTime();
			const hears = told.get(issue.id)?.some((message) => message.at === at && others.includes(message.recipient));
			if (!hears) complain(`step ${step.number} (${step.kind}) told nobody who holds it`);
		}
	}
	return violations;
};

function holderKey(level: number | null, grid: number | null, office: number | null): string {
	return office !== null ? `office ${office}` : grid !== null ? `grid ${grid}` : `level ${level}`;
}

/** Who is in office where, by {@link holderKey}. */
async function loadDuty(db: Knex): Promise<Map<string, string[]>> {
	const scopes = await db(`${C.staffScopes} as s`)
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.select('s.*');
	const pairs = scopes.flatMap((scope): [string, string][] =>
		[
			...[scope.unit, scope.floor, scope.building].flatMap((grid) => (grid === null ? [] : `grid ${grid}`)),
			...(scope.position === 'responsible_office' && scope.department !== null ? [`office ${scope.department}`] : []),
			...(scope.position === 'working_group' ? ['level 0'] : []),
		].map((key) => [key, scope.person]),
	);
	return new Map([...groupBy(pairs, ([key]) => key)].map(([key, own]) => [key, own.map(([, person]) => person)]));
}

/** Messages about issues, by the issue they name: one message may name many. */
async function loadTold(db: Knex): Promise<Map<number, { recipient: string; at: number | undefined }[]>> {
	const rows = await db(C.outbox).where({ kind: 'issue', channel: 'notification' });
	const named = rows.flatMap((row) =>
		[...`${row.subject}\n${row.message}`.matchAll(/(?:^|\n|- )\\?#(\d+) /g)].map(([, id]) => ({
			issue: Number(id),
			recipient: row.recipient,
			at: readMoment(row.created_at)?.getTime(),
		})),
	);
	return groupBy(named, ({ issue }) => issue);
}
