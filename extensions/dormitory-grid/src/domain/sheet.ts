import type { SheetBed } from '../types/api-sheet.ts';

/**
 * A room's lines on the night sheet: its beds in their order, empty ones too, so that a bed that is slept in and should
 * be empty is seen; then whoever has no bed, or a bed that another has as well. Pure.
 */
export function layOutRoom(
	beds: number | null,
	residents: readonly { student: number; name: string; bed: number | null; onLeave: boolean }[],
): SheetBed[] {
	const free = [...residents];
	const take = (bed: number) => {
		const index = free.findIndex((resident) => resident.bed === bed);
		return index < 0 ? undefined : free.splice(index, 1)[0];
	};
	const last = Math.max(beds ?? 0, ...residents.map(({ bed }) => bed ?? 0));
	const numbered = Array.from({ length: last }, (_, index) => index + 1).map((bed) => toBed(bed, take(bed)));
	return [...numbered, ...free.map((resident) => toBed(resident.bed, resident))];
}

function toBed(
	bed: number | null,
	resident: { student: number; name: string; onLeave: boolean } | undefined,
): SheetBed {
	return {
		bed,
		student: resident?.student ?? null,
		name: resident?.name ?? null,
		on_leave: resident?.onLeave ?? false,
	};
}
