import type { IssueCategory } from './issues.ts';

/** The public channel, for server and page alike. */

/** What a student may raise; everything else is the staff's own. */
export const PUBLIC_KINDS = ['issue', 'hazard', 'complaint'] as const;

/** Shown on a door as open: what concerns things, not people. */
export const SHOWN_CATEGORIES: readonly IssueCategory[] = [
	'plumbing',
	'electricity',
	'network',
	'furniture',
	'hygiene',
	'safety',
	'fire',
	'noise',
	'other',
];

/** Whom a complaint is about: by post, resolved here, never named there. */
export const COMPLAINT_POSTS = ['unit_leader', 'floor_head', 'building_head'] as const;
export type ComplaintPost = (typeof COMPLAINT_POSTS)[number];

/** What a proof of work is for; it counts for nothing else. */
export const PROOF_USES = ['issue', 'photo', 'me-too'] as const;
export type ProofUse = (typeof PROOF_USES)[number];
/** Half of so many hashes are tried on average: a fraction of a second on a phone. */
export const PROOF_MAX = 60_000;

export const MAX_PUBLIC_TEXT = 2000;
/** Photos of one report. */
export const MAX_PUBLIC_PHOTOS = 3;
