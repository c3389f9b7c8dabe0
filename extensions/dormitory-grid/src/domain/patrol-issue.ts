import type { FacilityKind } from './facility.ts';
import type { PatrolTopic } from './patrol.ts';

/** What a finding that could not be handled on the spot is as an issue. */
export interface FoundIssue {
	kind: 'issue' | 'hazard';
	category: 'hygiene' | 'safety' | 'fire' | 'electricity' | 'network' | 'other';
	severity: 'normal' | 'high';
}

const OF_TOPIC = { hygiene: 'hygiene', safety: 'safety', fire: 'fire', education: 'other' } as const;
const OF_KIND = {
	extinguisher: 'fire',
	hydrant: 'fire',
	emergency_light: 'fire',
	camera: 'safety',
	network: 'network',
	electrical: 'electricity',
	other: 'other',
} as const;

/** A danger is a hazard, whatever it was found by; fire equipment that fails is one by itself. */
export function issueOf(
	about: { topic: PatrolTopic | null } | { facility: FacilityKind },
	isHazard: boolean,
): FoundIssue {
	const category =
		'facility' in about ? OF_KIND[about.facility] : about.topic === null ? 'other' : OF_TOPIC[about.topic];
	const hazard = isHazard || ('facility' in about && category === 'fire');
	return { kind: hazard ? 'hazard' : 'issue', category, severity: hazard ? 'high' : 'normal' };
}
