import { ISSUE_SLOTS } from '../../shared/parcel.ts';

/** One thing at a time an issue: a second step waits until the first has its answer. */
export const stepSlot = (issue: number) => `${ISSUE_SLOTS}step.${issue}`;
/** What follows a settling by itself. */
export const tellSlot = (issue: number) => `${ISSUE_SLOTS}tell.${issue}`;
export const ackSlot = (emergency: string) => `${ISSUE_SLOTS}ack.${emergency}`;
export const REPORT_SLOT = `${ISSUE_SLOTS}report`;

/** The issue that a slot is about; `null`: none. */
export function issueOfSlot(slot: string): number | null {
	const [, id] = /^issue\.(?:step|tell)\.(\d+)$/.exec(slot) ?? [];
	return id === undefined ? null : Number(id);
}
