import type { Knex } from 'knex';
import { findRules, findTemplateColleges } from '../../database/issue-settings.ts';
import { MOST_MINUTES } from '../../domain/escalation-rule.ts';
import { type Actor, isWorkingGroup } from '../../domain/scope.ts';
import { GridForbiddenError, GridSettingsError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { TextKey } from '../../lang/translations/zh-CN.ts';
import { readKey } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

/** A college's time limits (DESIGN.md 6): of one category and severity there is one rule, and it leaves time to take and to settle. */
export async function checkEscalationRule(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	/** As they stood in the address: digits. */
	keys: readonly unknown[],
): Promise<object> {
	const rules = await findRules(db);
	const before = keys.length > 0 ? rules.filter(({ id }) => keys.map(String).includes(String(id))) : [EMPTY];
	for (const row of before) {
		if (row.college !== null) checkOwn(actor, row.college);
		const after = { ...row, ...payload };
		const college = readKey(after.college);
		if (college === null) continue;
		checkOwn(actor, college);
		for (const field of ['take_minutes', 'settle_minutes', 'close_minutes'] as const) {
			const minutes = Number(after[field]);
			if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES)
				throw settingsError(actor, 'settings.minutes', { most: MOST_MINUTES });
		}
		if (after.whole_minutes !== null && !isWhole(after))
			throw settingsError(actor, 'settings.whole', { most: MOST_MINUTES });
		if (Number(after.take_minutes) > Number(after.settle_minutes)) throw settingsError(actor, 'settings.take_first');
		const twin = rules.some(
			(rule) =>
				rule.id !== row.id &&
				rule.college === college &&
				rule.category === (after.category ?? null) &&
				rule.severity === (after.severity ?? null),
		);
		if (twin) throw settingsError(actor, 'settings.rule_twice');
	}
	return payload;
}

const EMPTY = {
	id: 0,
	college: null,
	category: null,
	severity: null,
	take_minutes: null,
	settle_minutes: null,
	close_minutes: null,
	whole_minutes: null,
};

type Limits = Record<'take_minutes' | 'settle_minutes' | 'close_minutes' | 'whole_minutes', unknown>;

/** Nobody is out of time as a whole before his own clocks have run. */
function isWhole({ take_minutes, settle_minutes, close_minutes, whole_minutes }: Limits): boolean {
	const whole = Number(whole_minutes);
	const sum = Number(take_minutes) + Number(settle_minutes) + Number(close_minutes);
	return Number.isInteger(whole) && whole >= sum && whole <= MOST_MINUTES;
}

/** Templates of answers belong to a college, whose working group writes them. */
export async function checkTemplate(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly number[],
): Promise<object> {
	const asked = readKey(payload['college']);
	for (const college of [...(await findTemplateColleges(db, keys)), ...(asked === null ? [] : [asked])])
		checkOwn(actor, college);
	return payload;
}

function checkOwn(actor: Actor, college: number): void {
	if (!isWorkingGroup(actor, college)) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}

function settingsError({ language }: Actor, key: TextKey, values: Record<string, number> = {}): Error {
	return refusal(GridSettingsError, language, 'errors.GRID_SETTINGS', { issue: say(language, key, values) });
}
