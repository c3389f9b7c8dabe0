import { ACTOR_STEPS, ISSUE_KINDS, type IssueKind, type Severity } from '../constants/issues.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDue, nextDueAt } from './issue-due.ts';
import { applyStep, openIssue } from './issue-follow.ts';
import { BY_RECEIPT, decideStep, openSteps, rolesOf } from './issue-step.ts';
import { type Issue, MOVING, type Step, type StepContext, type Wish } from './issue.ts';
import { mayMergeInto } from './issue-merge.ts';
import { type Holder, holderKey, type IssuePlace, lowestHolder } from './issue-holder.ts';
import type { Actor, Scope } from './scope.ts';

const place: IssuePlace = { college: 1, building: 10, floor: 20, unit: 30 };
const start = new Date('2026-03-02T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WHOLE = 10 * DAY;

function actor(user: string, scope: Partial<Scope>): Actor {
	const none = {
		college: null,
		building: null,
		floor: null,
		unit: null,
		room: null,
		department: null,
		counsellor: null,
	};
	const full: Scope = { assignment: user, position: 'unit_leader', ...none, ends_on: null, stand_in: false, ...scope };
	return { user, admin: false, language: 'zh-CN', name: user, scopes: [full] };
}

const PEOPLE: readonly Actor[] = [
	actor('unit', { unit: 30 }),
	actor('unit2', { unit: 30 }),
	actor('otherUnit', { unit: 31 }),
	actor('floor', { position: 'floor_head', floor: 20 }),
	actor('otherFloor', { position: 'floor_head', floor: 21 }),
	actor('building', { position: 'building_head', building: 10 }),
	actor('instructor', { position: 'instructor', building: 10 }),
	actor('otherBuilding', { position: 'building_head', building: 11 }),
	actor('office', { position: 'responsible_office', department: 50 }),
	actor('office2', { position: 'responsible_office', department: 51 }),
	actor('group', { position: 'working_group', college: 1 }),
	actor('group2', { position: 'working_group', college: 1 }),
	actor('otherGroup', { position: 'working_group', college: 2 }),
	actor('counsellor', { position: 'counsellor', department: 60, counsellor: 'counsellor' }),
];
const person = (user: string): Actor => PEOPLE.find((one) => one.user === user) ?? actor(user, {});

function contextAt(now: Date, staffed: ReadonlySet<string> | null = null): StepContext {
	return {
		now,
		isStaffed: (holder) => holder.kind === 'group' || staffed === null || staffed.has(holderKey(holder)),
		clocks: {
			take: new Date(now.getTime() + 4 * HOUR),
			settle: new Date(now.getTime() + 2 * DAY),
			close: new Date(now.getTime() + DAY),
			whole: new Date(now.getTime() + WHOLE),
		},
		isOffice: (office) => office === 50 || office === 51,
		isOwnCase: () => false,
		reopenDays: 7,
	};
}

function opened(kind: IssueKind = 'issue', reporter: string | null = 'unit', about: string | null = null): Issue {
	const report = { kind, place, about, reporter, protectUntil: null };
	return openIssue(report, lowestHolder(place), contextAt(start));
}

const EMPTY: Wish = {
	kind: 'take',
	seen: null,
	note: null,
	until: null,
	toLevel: null,
	toOffice: null,
	into: null,
	solved: null,
};

function wish(kind: Wish['kind'], more: Partial<Wish> = {}): Wish {
	return { ...EMPTY, kind, note: '说明', ...more };
}

/** Takes a step that must be open. */
function act(issue: Issue, user: string, want: Wish, now = start): Issue {
	const decision = decideStep(issue, want, person(user), contextAt(now));
	if (decision.kind !== 'step') throw new Error(`${user} ${want.kind}: ${decision.kind}`);
	return applyStep(issue, decision.step);
}

function why(issue: Issue, user: string, want: Wish, now = start): string {
	return decideStep(issue, want, person(user), contextAt(now)).kind;
}

const at = (hours: number) => new Date(start.getTime() + hours * HOUR);

describe('a leaking pipe', () => {
	it('goes up, to logistics, is settled, verified by somebody else, told, and closed by that', () => {
		let issue = opened();
		expect(issue.holder).toEqual({ kind: 'grid', level: 3, grid: 30 });
		issue = act(issue, 'unit', wish('escalate'));
		issue = act(issue, 'floor', wish('escalate'));
		issue = act(issue, 'building', wish('dispatch', { toOffice: 50 }));
		expect(issue).toMatchObject({ holder: { kind: 'office', office: 50 }, office: 50, state: 'reported' });
		issue = act(issue, 'office', wish('take'));
		issue = act(issue, 'office', wish('settle'));
		expect(why(issue, 'office', wish('verify'))).toBe('own_work');
		issue = act(issue, 'floor', wish('verify'));
		expect(issue.state).toBe('settled');
		issue = act(issue, 'floor', wish('feed_back'));
		expect(issue).toMatchObject({ state: 'closed', closedAt: start });
		expect(nextDueAt(issue)).toBeNull();
	});

	it('comes back when the student says that it is not solved, and the second time one level higher', () => {
		let issue = act(act(opened(), 'unit', wish('settle')), 'floor', wish('verify'));
		// Who raised it settled it himself, so he knows.
		expect(issue.state).toBe('closed');
		issue = act(issue, 'unit', wish('answer', { solved: false }));
		expect(issue).toMatchObject({ state: 'reported', reopened: 1, holder: { grid: 30 }, closedAt: null, toldAt: null });
		issue = act(issue, 'unit', wish('settle'));
		issue = act(issue, 'unit', wish('answer', { solved: false }));
		expect(issue.holder).toEqual({ kind: 'grid', level: 2, grid: 20 });
	});

	it('can be reopened for a week after it was closed, and no longer', () => {
		const issue = act(act(opened(), 'unit', wish('settle')), 'floor', wish('verify'));
		expect(why(issue, 'floor', wish('reopen'), at(24 * 8))).toBe('over');
		expect(act(issue, 'floor', wish('reopen'), at(24 * 6)).state).toBe('reported');
	});

	it('is offered to be said not solved for as long as that is accepted, to the hour', () => {
		const closed = act(act(opened(), 'unit', wish('settle')), 'floor', wish('verify'));
		const byReceipt = { ...actor('', {}), user: null, scopes: [] };
		const asked = fc.constantFrom(...PEOPLE.map(({ user }) => user), null);
		fc.assert(
			fc.property(asked, fc.integer({ min: 0, max: 24 * 20 }), fc.integer({ min: 0, max: 14 }), (user, hours, days) => {
				const who = user === null ? byReceipt : person(user);
				const roles = user === null ? BY_RECEIPT : rolesOf(who, closed);
				const context = { ...contextAt(at(hours)), reopenDays: days };
				const offered = openSteps(closed, roles, who.user, context);
				const atOnce = openSteps(closed, roles, who.user, contextAt(start));
				expect(offered).toEqual(hours <= days * 24 ? atOnce : []);
				for (const kind of ACTOR_STEPS) {
					const decision = decideStep(closed, wish(kind, { solved: false }), who, context, roles);
					expect(decision.kind === 'step').toBe(offered.includes(kind));
				}
			}),
		);
	});
});

describe('the way up and down', () => {
	it('lets level 3 go to 2 or straight to 1, and nobody sideways', () => {
		expect(act(opened(), 'unit', wish('escalate', { toLevel: 1 })).holder).toMatchObject({ level: 1 });
		expect(act(opened(), 'unit', wish('escalate')).holder).toMatchObject({ level: 2 });
		expect(why(opened(), 'unit', wish('escalate', { toLevel: 0 }))).toBe('not_up');
		expect(why(opened(), 'unit', wish('escalate', { toLevel: 3 }))).toBe('not_up');
		expect(why(opened(), 'floor', wish('escalate'))).toBe('forbidden');
	});

	it('has only whoever stands above give it away', () => {
		expect(why(opened(), 'unit', wish('dispatch', { toOffice: 50 }))).toBe('not_down');
		expect(why(opened(), 'floor', wish('dispatch', { toOffice: 50 }))).toBe('not_down');
		expect(why(opened(), 'building', wish('dispatch', { toOffice: 99 }))).toBe('needs');
		expect(act(opened(), 'building', wish('dispatch', { toLevel: 2 })).holder).toMatchObject({ grid: 20 });
	});

	it('skips a level where nobody is in office', () => {
		const staffed = new Set(['grid:10', 'grid:30']);
		const decision = decideStep(opened(), wish('escalate'), person('unit'), contextAt(start, staffed));
		expect(decision).toMatchObject({ kind: 'step', step: { to: { level: 1, grid: 10 } } });
	});

	it('puts a second return before the working group, whose ruling is final', () => {
		let issue = act(opened(), 'building', wish('dispatch', { toOffice: 50 }));
		issue = act(issue, 'office', wish('return'));
		expect(issue).toMatchObject({ holder: { kind: 'grid', level: 1 }, returns: 1, needsRuling: false });
		issue = act(act(issue, 'building', wish('dispatch', { toOffice: 51 })), 'office2', wish('return'));
		expect(issue).toMatchObject({ holder: { kind: 'group' }, needsRuling: true });
		expect(why(issue, 'group', wish('dispatch', { toOffice: 50 }))).toBe('not_ruling');
		issue = act(issue, 'group', wish('rule', { toOffice: 51 }));
		expect(why(issue, 'office2', wish('return'))).toBe('ruled');
	});

	it('passes a hazard on with a protective measure in place only, which rings when it runs out', () => {
		let issue = opened('hazard');
		expect(why(issue, 'unit', wish('escalate'))).toBe('protect_first');
		issue = act(issue, 'unit', wish('protect', { until: at(2) }));
		issue = act(issue, 'unit', wish('escalate'));
		const ring = decideDue(issue, contextAt(at(3)));
		expect(ring).toMatchObject({ kind: 'expire' });
		if (ring) issue = applyStep(issue, ring);
		expect(decideDue(issue, contextAt(at(3)))).toBeNull();
	});
});

describe('clocks', () => {
	it('move what is overdue one level up, at last to the working group, whose clock goes on', () => {
		let issue = opened();
		let now = start;
		const holders: string[] = [];
		for (let step = 0; step < 5; step++) {
			now = nextDueAt(issue) ?? now;
			const due = decideDue(issue, contextAt(now));
			if (due) issue = applyStep(issue, due);
			holders.push(holderKey(issue.holder));
		}
		expect(holders).toEqual(['grid:20', 'grid:10', 'group', 'group', 'group']);
		expect(issue.overdues).toBe(5);
	});

	/** How long what nobody does anything about waits between its rings, from its arrival at the working group on. */
	function waitsAtGroup(first: Issue, from: Date, rings: number, more: Partial<StepContext['clocks']> = {}): number[] {
		let [issue, now] = [first, from];
		const waits: number[] = [];
		while (waits.length < rings) {
			const context = contextAt((now = nextDueAt(issue) ?? now));
			const due = decideDue(issue, { ...context, clocks: { ...context.clocks, ...more } });
			if (due) issue = applyStep(issue, due);
			if (issue.holder.kind === 'group') waits.push((nextDueAt(issue)?.getTime() ?? 0) - now.getTime());
		}
		return waits.map((wait) => wait / HOUR);
	}

	it('ring at the working group ever more seldom, at least once a day, and never fall silent', () => {
		expect(waitsAtGroup(opened(), start, 6)).toEqual([4, 8, 16, 24, 24, 24]);
	});

	it('ring there as soon as any after it has been taken, or settled and reopened', () => {
		const raised = opened('complaint', 'unit', 'floor');
		expect(raised.holder.kind).toBe('group');
		let issue = raised;
		for (let step = 0; step < 5; step++) {
			const now = nextDueAt(issue) ?? start;
			const due = decideDue(issue, contextAt(now));
			if (due) issue = applyStep(issue, due);
		}
		const later = new Date(issue.heldSince.getTime() + HOUR);
		const settled = act(issue, 'group', wish('settle'), later);
		const reopened = act(settled, 'unit', wish('reopen'), new Date(later.getTime() + HOUR));
		expect(waitsAtGroup(reopened, reopened.heldSince, 3)).toEqual([8, 16, 24]);
		const taken = act(issue, 'group', wish('take'), later);
		const late = decideDue(taken, contextAt(new Date(later.getTime() + 3 * DAY)));
		expect(late?.takeDueAt?.getTime()).toBe(later.getTime() + 3 * DAY + 4 * HOUR);
	});

	it('ring in no quiet hour', () => {
		const quiet = (moment: Date) => new Date(Math.ceil(moment.getTime() / DAY) * DAY);
		expect(waitsAtGroup(opened(), start, 8, { awake: quiet }).every((wait) => wait > 0)).toBe(true);
		let issue = opened('complaint', 'unit', 'floor');
		const now = nextDueAt(issue) ?? start;
		const context = contextAt(now);
		const due = decideDue(issue, { ...context, clocks: { ...context.clocks, awake: quiet } });
		if (due) issue = applyStep(issue, due);
		expect((nextDueAt(issue)?.getTime() ?? 1) % DAY).toBe(0);
	});

	it('move up one level from an office, too, whatever was late before it had it', () => {
		let issue = opened();
		const late = decideDue(issue, contextAt(at(5)));
		if (late) issue = applyStep(issue, late);
		issue = act(issue, 'building', wish('dispatch', { toOffice: 50 }), at(6));
		expect(decideDue(issue, contextAt(at(11)))).toMatchObject({ kind: 'overdue', to: { kind: 'grid', level: 1 } });
	});

	it('run from the dispatch, whether the holder looks or not', () => {
		const issue = act(opened(), 'building', wish('dispatch', { toOffice: 50 }), at(1));
		expect(issue.settleDueAt).toEqual(contextAt(at(1)).clocks.settle);
		expect(act(issue, 'office', wish('take'), at(3)).settleDueAt).toEqual(issue.settleDueAt);
	});

	it('are put off when somebody above agrees', () => {
		let issue = act(opened(), 'unit', wish('postpone', { until: at(100) }));
		expect(why(issue, 'unit', wish('grant'))).toBe('forbidden');
		expect(why(issue, 'unit', wish('postpone', { until: at(90) }))).toBe('pending');
		issue = act(issue, 'floor', wish('grant'));
		expect(issue).toMatchObject({ settleDueAt: at(100), postpone: null });
		expect(why(opened(), 'unit', wish('postpone', { until: at(-1) }))).toBe('past');
		expect(why(opened(), 'unit', wish('postpone', { until: at(24 * 61) }))).toBe('too_far');
	});

	it('bring back what was explained on the day set for it', () => {
		let issue = act(opened(), 'unit', wish('explain', { until: at(200) }));
		expect(why(issue, 'unit', wish('close'))).toBe('forbidden');
		issue = { ...issue, reporter: 'somebody', toldAt: null };
		expect(why(issue, 'building', wish('close'))).toBe('untold');
		issue = act(issue, 'unit', wish('feed_back'));
		expect(decideDue(issue, contextAt(at(199)))).toBeNull();
		const again = decideDue(issue, contextAt(at(200)));
		expect(again).toMatchObject({ kind: 'look_again' });
		if (again) expect(applyStep(issue, again)).toMatchObject({ state: 'reported', toldAt: null });
	});
});

describe('the whole life', () => {
	it('ends one level up, however often the holder explains and feeds back', () => {
		let issue = act(opened('issue', null), 'unit', wish('explain', { until: at(24 * 180) }));
		issue = act(issue, 'unit', wish('feed_back'));
		expect(nextDueAt(issue)).toEqual(at(24 * 10));
		const due = decideDue(issue, contextAt(at(24 * 10)));
		expect(due).toMatchObject({ kind: 'overdue', to: { level: 2 }, wholeDueAt: at(24 * 20) });
		if (due) issue = applyStep(issue, due);
		// What was explained stays so; somebody higher answers for it.
		expect(issue).toMatchObject({ state: 'explained', lookAgainAt: at(24 * 180), holder: { level: 2 } });
	});

	it('has a second explanation ruled on by the working group, as a second return', () => {
		let issue = act(opened('issue', null), 'unit', wish('explain', { until: at(24) }));
		issue = act(issue, 'unit', wish('feed_back'));
		const again = decideDue(issue, contextAt(at(24)));
		if (again) issue = applyStep(issue, again);
		issue = act(issue, 'unit', wish('explain', { until: at(48) }), at(25));
		expect(issue).toMatchObject({ state: 'reported', holder: { kind: 'group' }, needsRuling: true, lookAgainAt: null });
		expect(why(issue, 'group', wish('dispatch', { toLevel: 3 }), at(26))).toBe('not_ruling');
		const ruled = act(issue, 'group', wish('rule', { toLevel: 3 }), at(24 * 9));
		// What the working group gives away has its whole life before it.
		expect(ruled).toMatchObject({ holder: { level: 3 }, needsRuling: false, wholeDueAt: at(24 * 19) });
		const explained = act(issue, 'group', wish('explain', { until: at(72) }), at(26));
		expect(explained).toMatchObject({ state: 'explained', holder: { kind: 'group' }, needsRuling: false });
	});

	it('begins again when what was closed is reopened, and only then', () => {
		const closed = act(act(opened(), 'unit', wish('settle')), 'floor', wish('verify'));
		expect(closed.wholeDueAt).toBeNull();
		expect(act(closed, 'floor', wish('reopen'), at(24)).wholeDueAt).toEqual(at(24 * 11));
		const settled = act(opened('issue', null), 'unit', wish('settle'));
		expect(act(settled, 'floor', wish('reopen'), at(24)).wholeDueAt).toEqual(at(24 * 10));
	});
});

describe('a report without log-in', () => {
	const stranger: Actor = { ...actor('', {}), user: null, scopes: [] };
	const answer = (issue: Issue, solved: boolean, roles = BY_RECEIPT) =>
		decideStep(issue, wish('answer', { solved }), stranger, contextAt(start), roles);

	it('is answered by whoever holds the receipt, and by nobody else without log-in', () => {
		const issue = act(act(opened('issue', null), 'unit', wish('take')), 'unit', wish('settle'));
		expect(decideStep(issue, wish('answer', { solved: true }), stranger, contextAt(start)).kind).toBe('forbidden');
		const solved = answer(issue, true);
		expect(solved.kind).toBe('step');
		if (solved.kind === 'step')
			expect(applyStep(issue, solved.step)).toMatchObject({ state: 'closed', verifiedAt: start });
		const not = answer(issue, false);
		expect(not.kind).toBe('step');
		if (not.kind === 'step') expect(applyStep(issue, not.step)).toMatchObject({ state: 'reported', reopened: 1 });
		expect(answer(opened('issue', null), true).kind).toBe('state');
	});

	it('is not closed while nobody has fed back and nobody has answered', () => {
		const issue = act(act(opened('issue', null), 'unit', wish('settle')), 'floor', wish('verify'));
		expect(issue.state).toBe('settled');
		expect(act(issue, 'unit', wish('feed_back')).state).toBe('closed');
	});
});

describe('readers', () => {
	it('of a dispute are the levels that it has reached, of a complaint the working group', () => {
		const dispute = opened('dispute');
		expect(rolesOf(person('building'), dispute).size).toBe(0);
		expect(rolesOf(person('floor'), act(dispute, 'unit', wish('escalate'))).has('holder')).toBe(true);
		const complaint = opened('complaint', 'unit', 'floor');
		expect(complaint.holder).toEqual({ kind: 'group' });
		for (const user of ['floor', 'building', 'unit2']) expect(rolesOf(person(user), complaint).size).toBe(0);
		expect(rolesOf(person('group'), opened('complaint', 'unit', 'group')).size).toBe(0);
	});

	it('of a complaint are never those whom it is about, however it comes back', () => {
		const complaint = act(opened('complaint', 'unit', 'building'), 'group', wish('dispatch', { toOffice: 50 }));
		const notTheirs = { ...contextAt(at(1000)), isStaffed: (holder: Holder) => holderKey(holder) !== 'grid:10' };
		const returned = decideStep(complaint, wish('return'), person('office'), notTheirs);
		expect(returned).toMatchObject({ kind: 'step', step: { to: { kind: 'group' } } });
		expect(decideDue(complaint, notTheirs)).toMatchObject({ kind: 'overdue', to: { kind: 'group' } });
	});

	it('are told which of two was quicker', () => {
		const before = opened();
		const after = act(before, 'unit', wish('escalate'));
		expect(why(after, 'floor', wish('take', { seen: before.steps }))).toBe('changed');
		expect(why(after, 'floor', wish('note', { seen: before.steps }))).toBe('step');
		expect(why(after, 'floor', wish('take', { seen: after.steps }))).toBe('step');
		// A note in between hinders nobody.
		const noted = act(after, 'building', wish('note'));
		expect(why(noted, 'floor', wish('take', { seen: after.steps }))).toBe('step');
	});
});

describe('a duplicate', () => {
	it('goes into what its actor reads of the same building and kind that is to be settled and not confidential', () => {
		const into = (main: Partial<Issue>, user = 'unit', id = 1, severity: Severity = 'normal') =>
			mayMergeInto(
				person(user),
				{ id: 2, severity: 'normal', issue: opened() },
				{ id, severity, issue: { ...opened(), ...main } },
			);
		expect(into({})).toBe(true);
		expect(into({ state: 'in_hand' }, 'unit', 1, 'urgent')).toBe(true);
		for (const state of ['settled', 'explained'] as const) expect(into({ state })).toBe(false);
		// Neither a younger one nor a lesser one: their clocks would be a gain.
		expect(into({}, 'unit', 3)).toBe(false);
		expect(into({}, 'unit', 1, 'low')).toBe(false);
		expect(into({ place: { ...place, building: 11 } })).toBe(false);
		expect(into({ kind: 'hazard' })).toBe(false);
		expect(into({ confidential: true })).toBe(false);
		expect(into({ state: 'closed' })).toBe(false);
		expect(into({}, 'otherUnit')).toBe(false);
	});
});

describe('steps that only the college’s limits can time', () => {
	it('are those that send an issue elsewhere or start a clock, and no others', () => {
		const kinds = ACTOR_STEPS.filter((kind) => !MOVING.includes(kind));
		const states = ['reported', 'in_hand', 'settled', 'explained', 'closed'] as const;
		for (const kind of kinds)
			for (const state of states)
				for (const { user } of PEOPLE) {
					const want = wish(kind, { until: at(5), into: 9, solved: true, toLevel: 2 });
					const decision = decideStep(
						{ ...opened(), state, postpone: null },
						want,
						person(user ?? ''),
						contextAt(start),
					);
					if (decision.kind !== 'step') continue;
					const { to, takeDueAt, settleDueAt, closeDueAt, wholeDueAt } = decision.step;
					expect([to, takeDueAt, settleDueAt, closeDueAt, wholeDueAt]).toEqual([null, null, null, null, null]);
				}
	});
});

/** Whoever holds the receipt. */
const STRANGER = 'stranger';

type Command =
	| {
			do: 'wish';
			user: string;
			kind: Wish['kind'];
			level: number | null;
			office: number | null;
			hours: number;
			solved: boolean;
	  }
	| { do: 'wait'; hours: number }
	| { do: 'staff'; gone: string };

const commands: fc.Arbitrary<Command> = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('wish' as const),
			user: fc.constantFrom(...PEOPLE.map(({ user }) => user ?? ''), STRANGER),
			kind: fc.constantFrom(...ACTOR_STEPS),
			level: fc.constantFrom(null, 0, 1, 2, 3),
			office: fc.constantFrom(null, 50, 51, 99),
			hours: fc.integer({ min: 1, max: 400 }),
			solved: fc.boolean(),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 240 }) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('staff' as const),
			gone: fc.constantFrom('grid:10', 'grid:20', 'grid:30', 'office:50'),
		}),
	},
);

describe('any steps by anybody while the clock moves', () => {
	const kinds = fc.constantFrom(...ISSUE_KINDS);
	it('leave one holder, close nothing untold, let nobody outside act, and can be replayed', () => {
		fc.assert(
			fc.property(kinds, fc.boolean(), fc.array(commands, { maxLength: 60 }), (kind, named, list) => {
				const first = opened(kind, named ? 'unit' : null, kind === 'complaint' ? 'floor' : null);
				const steps: Step[] = [];
				let issue = first;
				let now = start;
				const staffed = new Set(['grid:10', 'grid:20', 'grid:30', 'office:50', 'office:51']);
				const take = (step: Step) => {
					const before = issue;
					issue = applyStep(issue, step);
					steps.push(step);
					check(before, issue, step);
				};
				const sweep = () => {
					for (let round = 0; round < 100; round++) {
						const due = decideDue(issue, contextAt(now, staffed));
						if (due === null) return;
						take(due);
					}
					throw new Error('the sweep does not come to rest');
				};
				for (const command of list) {
					if (command.do === 'wait') now = new Date(now.getTime() + command.hours * HOUR);
					if (command.do === 'staff') staffed.delete(command.gone);
					sweep();
					if (command.do !== 'wish') continue;
					const isStranger = command.user === STRANGER;
					const who = isStranger ? { ...actor('', {}), user: null, scopes: [] } : person(command.user);
					const roles = isStranger ? BY_RECEIPT : rolesOf(who, issue);
					const want = wish(command.kind, {
						toLevel: command.level,
						toOffice: command.office,
						until: new Date(now.getTime() + command.hours * HOUR),
						into: 99,
						solved: command.solved,
					});
					const decision = decideStep(issue, want, who, contextAt(now, staffed), roles);
					const offered = openSteps(issue, roles, who.user, contextAt(now, staffed));
					for (const kind of offered)
						expect(decideStep(issue, { ...want, kind }, who, contextAt(now, staffed), roles).kind).not.toBe('over');
					if (decision.kind !== 'step') continue;
					expect(offered).toContain(command.kind);
					expect(roles.size).toBeGreaterThan(0);
					if (isStranger) expect(['verify', 'answer', 'reopen', 'follow']).toContain(command.kind);
					take(decision.step);
				}
				expect(steps.reduce(applyStep, first)).toEqual(issue);
			}),
			{ numRuns: 400 },
		);
	});

	function check(before: Issue, after: Issue, step: Step): void {
		expect(['grid', 'office', 'group']).toContain(after.holder.kind);
		expect(after.steps).toBe(before.steps + 1);
		if (after.state === 'closed') {
			expect(after.toldAt).not.toBeNull();
			expect(nextDueAt(after)).toBeNull();
			if (before.state !== 'closed')
				expect(after.verifiedBy === null || after.verifiedBy !== after.settledBy).toBe(true);
		} else expect(nextDueAt(after)).not.toBeNull();
		if (after.takeDueAt)
			expect(after.takeDueAt > step.at || after.takeDueAt.getTime() === before.takeDueAt?.getTime()).toBe(true);
		expect(after.heldSince >= before.heldSince).toBe(true);
		expect(after.overdues >= before.overdues && after.returns >= before.returns).toBe(true);
		// What is put off is put off by somebody else than who asked.
		if (step.kind === 'grant') expect(step.by).not.toBe(before.postpone?.by);
	}

	it('bring what nobody settles before the working group in bounded time, whoever keeps shuffling it', () => {
		const shuffles = fc.array(
			fc.record({
				user: fc.constantFrom('unit', 'floor', 'building', 'office', 'office2'),
				kind: fc.constantFrom('take' as const, 'escalate' as const, 'dispatch' as const, 'note' as const),
				level: fc.constantFrom(null, 1, 2, 3),
				office: fc.constantFrom(null, 50, 51),
			}),
			{ minLength: 0, maxLength: 80 },
		);
		fc.assert(
			fc.property(shuffles, (list) => {
				let issue = opened();
				let now = start;
				let overdues = 0;
				for (const { user, kind, level, office } of list) {
					const decision = decideStep(
						issue,
						wish(kind, { toLevel: level, toOffice: office }),
						person(user),
						contextAt(now),
					);
					if (decision.kind === 'step') issue = applyStep(issue, decision.step);
					// Everybody is too slow, every time.
					now = nextDueAt(issue) ?? now;
					const due = decideDue(issue, contextAt(now));
					if (due) issue = applyStep(issue, due);
					overdues++;
					if (overdues >= 4) expect(issue.holder.kind).toBe('group');
				}
			}),
		);
	});

	it('bring before the working group what its holders explain, feed back and hand to and fro for ever', () => {
		const steps = fc.record({
			user: fc.constantFrom('unit', 'unit2', 'floor', 'building', 'office', 'office2'),
			kind: fc.constantFrom(...ACTOR_STEPS.filter((kind) => !['close', 'merge', 'answer'].includes(kind))),
			level: fc.constantFrom(null, 1, 2, 3),
			office: fc.constantFrom(null, 50, 51),
			days: fc.integer({ min: 1, max: 180 }),
			/** How soon whoever keeps it from running out acts again. */
			hours: fc.integer({ min: 0, max: 3 }),
		});
		const end = new Date(start.getTime() + 4 * WHOLE);
		fc.assert(
			fc.property(fc.array(steps, { minLength: 1, maxLength: 25 }), (list) => {
				let issue = opened('issue', null);
				let now = start;
				for (let round = 0; now <= end; round++) {
					const { user, kind, level, office, days, hours } = list[round % list.length] ?? list[0]!;
					const until = new Date(now.getTime() + days * DAY);
					const want = wish(kind, { toLevel: level, toOffice: office, until });
					const decision = decideStep(issue, want, person(user), contextAt(now));
					if (decision.kind === 'step') issue = applyStep(issue, decision.step);
					for (let due = decideDue(issue, contextAt(now)); due; due = decideDue(issue, contextAt(now)))
						issue = applyStep(issue, due);
					if (issue.state === 'closed' || issue.holder.kind === 'group') return;
					now = new Date(now.getTime() + (1 + hours) * HOUR);
				}
				throw new Error(`still with ${holderKey(issue.holder)}, ${issue.state}`);
			}),
			{ numRuns: 300 },
		);
	});

	it('find somebody in office for everything, whoever has left', () => {
		const keys = ['grid:10', 'grid:20', 'grid:30', 'office:50'];
		fc.assert(
			fc.property(
				fc.subarray(keys),
				fc.constantFrom<Holder>(
					{ kind: 'grid', level: 3, grid: 30 },
					{ kind: 'grid', level: 2, grid: 20 },
					{ kind: 'grid', level: 1, grid: 10 },
					{ kind: 'office', office: 50 },
				),
				(left, holder) => {
					const context = contextAt(start, new Set(left));
					const issue = { ...opened(), holder };
					const step = decideDue(issue, context);
					const after = step === null ? issue : applyStep(issue, step);
					expect(context.isStaffed(after.holder)).toBe(true);
					expect(decideDue(after, context)).toBeNull();
				},
			),
		);
	});

	it('move with the room when its grid is redrawn', () => {
		const moved = { ...opened(), place: { ...place, unit: 33 } };
		expect(decideDue(moved, contextAt(start))).toMatchObject({ kind: 'hand_over', to: { grid: 33 } });
	});
});
