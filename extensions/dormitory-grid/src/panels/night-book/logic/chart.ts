import type { BookNight, BookShare } from '../../../types/book.ts';

/** Rounded down to a tenth, so that only what is complete says 100 %. */
export function percentText(rate: number | null): string {
	return rate === null ? '–' : `${trim(Math.floor(rate * 1000 + 1e-9) / 10)}%`;
}

export function perThousandText(rate: number | null): string {
	return rate === null ? '–' : `${trim(Math.round(rate * 10) / 10)}‰`;
}

function trim(value: number): string {
	return value.toFixed(1).replace(/\.0$/, '');
}

export interface Slice {
	state: 'missing' | 'late' | 'on_time';
	y: number;
	height: number;
}
export interface Column {
	night: BookNight;
	x: number;
	width: number;
	/** From the top: what is missing, late, on time; a night that owed nothing has none. */
	slices: Slice[];
	/** Not every date has room for its name. */
	label: string | null;
}

const LABEL_WIDTH = 44;
const WIDEST = 40;

/** Columns of a chart, oldest night first, each as high as what it owed: the shares of its reports. */
export function layColumns(nights: readonly BookNight[], width: number, height: number): Column[] {
	const step = nights.length === 0 ? 0 : width / nights.length;
	const every = Math.max(1, Math.ceil(LABEL_WIDTH / Math.max(step, 1)));
	return nights.toReversed().map((night, index) => {
		const bar = Math.min(WIDEST, Math.max(step * 0.72, 1));
		let y = 0;
		const slices = (['missing', 'late', 'on_time'] as const).flatMap((state) => {
			const share = night.owed === 0 ? 0 : (night[state] / night.owed) * height;
			y += share;
			return share === 0 ? [] : [{ state, y: y - share, height: share }];
		});
		const label = index % every === 0 ? night.date.slice(5) : null;
		return { night, x: index * step + (step - bar) / 2, width: bar, slices, label };
	});
}

/** Rates over a whole span are of all that was owed in it, not the mean of its nights. */
export function overall(nights: readonly BookNight[]): Pick<BookNight, 'owed' | 'on_time_rate' | 'completeness'> {
	const sum = (column: 'owed' | 'on_time' | 'late') => nights.reduce((total, night) => total + night[column], 0);
	const owed = sum('owed');
	return {
		owed,
		on_time_rate: owed === 0 ? null : sum('on_time') / owed,
		completeness: owed === 0 ? null : (sum('on_time') + sum('late')) / owed,
	};
}

/** Length of a bar in percent of the longest one. */
export function barLength(share: BookShare, all: readonly BookShare[]): number {
	const longest = Math.max(0, ...all.map((one) => one.late_per_thousand ?? 0));
	return longest === 0 ? 0 : ((share.late_per_thousand ?? 0) / longest) * 100;
}
