import type { CandidatesAnswer } from '../../../types/api-preflight.ts';

type Candidate = CandidatesAnswer['candidates'][number];

/** Whose name, grid or room holds what was typed; the order stays, the nearest first. */
export function searchCandidates(candidates: readonly Candidate[], sought: string): Candidate[] {
	const word = plain(sought);
	return candidates.filter(({ name, place, phone }) =>
		[name, place, phone ?? ''].some((text) => plain(text).includes(word)),
	);
}

function plain(text: string): string {
	return text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
}
