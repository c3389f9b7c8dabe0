/** The two ways to sum a night must agree (DESIGN.md 5, I6). */
export interface Summable {
	residents: number;
	late_return: number;
	not_returned: number;
	on_leave: number;
	unaccounted: number;
}

export function sumsAgree(total: Summable, parts: readonly Summable[]): boolean {
	return (['residents', 'late_return', 'not_returned', 'on_leave', 'unaccounted'] as const).every(
		(name) => parts.reduce((sum, part) => sum + part[name], 0) === total[name],
	);
}
