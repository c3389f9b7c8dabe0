import type { NightKind } from '../types/api.ts';

/**
 * Minutes of a college's settings count against its regular window. A rehearsal is the same night in less time: each
 * minute shrinks as its window does, so that whoever practises sees everything happen.
 * @returns what one set minute lasts, in milliseconds
 */
export function minuteLength(
	night: { kind: NightKind; opensAt: Date; closesAt: Date },
	regular: { opens: string; closes: string },
): number {
	if (night.kind === 'regular') return 60_000;
	const minutes = (minutesOf(regular.closes) - minutesOf(regular.opens) + 1440) % 1440;
	return minutes > 0 ? (night.closesAt.getTime() - night.opensAt.getTime()) / minutes : 60_000;
}

function minutesOf(face: string): number {
	const [hours = 0, minutes = 0] = face.split(':').map(Number);
	return hours * 60 + minutes;
}
