/** '98%'; never '100%' while one is missing, nor '0%' while one is there. Nothing owed is no rate. */
export function percentText(part: number, whole: number): string {
	if (whole === 0) return '—';
	const percent = (part / whole) * 100;
	const rounded = part < whole ? Math.min(99, Math.floor(percent)) : 100;
	return `${part > 0 ? Math.max(1, rounded) : 0}%`;
}
