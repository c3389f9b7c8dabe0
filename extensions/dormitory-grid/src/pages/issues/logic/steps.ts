import type { StepKind, SystemStep } from '../../../constants/issues.ts';

const BY_ITSELF: readonly SystemStep[] = ['overdue', 'look_again', 'expire', 'hand_over'];

export function isBySystem(kind: StepKind): boolean {
	return BY_ITSELF.some((one) => one === kind);
}
