import type { FeedbackDebt } from '../../../types/issue-measures.ts';

/** How much is owed on each level, lowest first; offices stand between the building and the working group. */
export function debtsByLevel(
	debts: readonly FeedbackDebt[],
): { level: '3' | '2' | '1' | 'office' | '0'; debts: number }[] {
	return (['3', '2', '1', 'office', '0'] as const).flatMap((level) => {
		const own = debts.filter((debt) => String(debt.level ?? 'office') === level);
		const sum = own.reduce((total, debt) => total + debt.debts, 0);
		return sum === 0 ? [] : [{ level, debts: sum }];
	});
}
