/** A term's days, the last included. */
export interface Span {
	starts_on: string;
	ends_on: string;
}

/**
 * The running term, else the last that has begun.
 * @param terms the latest first
 */
export function chooseTerm<Term extends Span>(terms: readonly Term[], today: string): Term | null {
	return (
		terms.find(({ starts_on, ends_on }) => starts_on <= today && today <= ends_on) ??
		terms.find(({ starts_on }) => starts_on <= today) ??
		null
	);
}
