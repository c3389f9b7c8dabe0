import type { Counts, GridSilence, HierarchyNode, NightHead, ReportState } from '../types/api.ts';
import { holdsOn } from './calendar.ts';
import { sumCounts } from './night.ts';

/** One picture of a night from its grids and reports: what the panel and the page draw. */

export interface BoardGrid {
	id: number;
	code: string;
	name: string;
	level: 1 | 2 | 3;
	parent: number | null;
	state: 'planned' | 'pilot' | 'active' | 'retired';
	inServiceFrom: string | null;
	inServiceUntil: string | null;
	report: {
		state: ReportState;
		dueAt: Date;
		receivedAt: Date | null;
		onBehalf: boolean;
		residents: number;
		present: number | null;
		lateReturn: number | null;
		notReturned: number | null;
		onLeave: number | null;
		responsibleName: string | null;
		responsiblePhone: string | null;
	} | null;
}

/** Above so many units the picture shows floors, and the units of one building when it is opened. */
export const UNITS_IN_ONE_PICTURE = 2000;

/** What the units of a floor add up to. */
export interface FloorSums extends Counts {
	due: number;
	on_time: number;
	late: number;
	missing: number;
	/** Units whose counts are known. */
	reported: number;
}

/** Puts the sums of floors in the place of their units; see {@link buildTree}. */
export interface FloorSummary {
	units: ReadonlyMap<number, number>;
	sums: ReadonlyMap<number, FloorSums>;
}

/** What is known of a unit: its counts once it has reported, `null` before. */
export function countsOf(report: BoardGrid['report']): Counts | null {
	if (report === null || report.present === null) return null;
	return {
		residents: report.residents,
		present: report.present,
		late_return: report.lateReturn ?? 0,
		not_returned: report.notReturned ?? 0,
		on_leave: report.onLeave ?? 0,
	};
}

/** Why a grid without a report owes none that night. */
export function silenceOf(grid: BoardGrid, night: NightHead | null): GridSilence | null {
	if (grid.report !== null) return null;
	if (night === null) return null;
	const rehearsal = night.kind === 'rehearsal';
	const active = rehearsal ? grid.state !== 'retired' : grid.state === 'pilot' || grid.state === 'active';
	if (!active || (!rehearsal && !holdsOn(night.date, grid.inServiceFrom, grid.inServiceUntil))) return 'not_in_service';
	return rehearsal && night.root !== null ? 'outside_rehearsal' : 'empty';
}

/** The tree below the given top level; floors and buildings carry the live sum of their units, whatever was signed on. */
export function buildTree(
	grids: readonly BoardGrid[],
	night: NightHead | null,
	floors: FloorSummary | null = null,
): HierarchyNode[] {
	const nodes = new Map<number, HierarchyNode>();
	const roots: HierarchyNode[] = [];
	// Grids come level by level, so a parent is known before its children.
	for (const grid of grids) {
		const node = toNode(grid, night);
		if (floors && grid.level === 2) summarise(node, floors);
		nodes.set(grid.id, node);
		const parent = grid.parent === null ? undefined : nodes.get(grid.parent);
		if (parent) parent.children.push(node);
		else if (grid.level === 1) roots.push(node);
	}
	for (const root of roots) gather(root);
	return roots;
}

export function sumUnits(nodes: readonly HierarchyNode[]): HierarchyNode['units'] {
	const sum = { due: 0, on_time: 0, late: 0, missing: 0, none: 0 };
	for (const { units } of nodes) {
		for (const state of ['due', 'on_time', 'late', 'missing', 'none'] as const) sum[state] += units[state];
	}
	return sum;
}

/** Sum of what is known; `null` when nothing is. */
export function sumKnown(counts: readonly (Counts | null)[]): Counts | null {
	const known = counts.filter((part) => part !== null);
	return known.length > 0 ? sumCounts(known) : null;
}

function toNode(grid: BoardGrid, night: NightHead | null): HierarchyNode {
	const { report } = grid;
	const state = report?.state ?? 'none';
	const units = { due: 0, on_time: 0, late: 0, missing: 0, none: 0 };
	if (grid.level === 3) units[state] = 1;
	return {
		id: grid.id,
		code: grid.code,
		name: grid.name,
		state,
		silence: silenceOf(grid, night),
		units,
		counts: grid.level === 3 ? countsOf(report) : null,
		due_at: report?.dueAt.toISOString() ?? null,
		received_at: report?.receivedAt?.toISOString() ?? null,
		on_behalf: report?.onBehalf ?? false,
		responsible: report === null ? null : { name: report.responsibleName, phone: report.responsiblePhone },
		children: [],
	};
}

function summarise(node: HierarchyNode, { units, sums }: FloorSummary): void {
	const total = units.get(node.id) ?? 0;
	const sum = sums.get(node.id);
	if (!sum) {
		node.units.none = total;
		return;
	}
	const { due, on_time, late, missing, reported, ...counts } = sum;
	node.units = { due, on_time, late, missing, none: Math.max(0, total - due - on_time - late - missing) };
	node.counts = reported > 0 ? counts : null;
}

function gather(node: HierarchyNode): void {
	if (node.children.length === 0) return;
	for (const child of node.children) gather(child);
	node.units = sumUnits(node.children);
	node.counts = sumKnown(node.children.map((child) => child.counts));
}

/** Floors as they lie one above the other, wherever a building is drawn: the ground floor last, and so at the bottom. */
export function fromTheTop<Floor>(floors: readonly Floor[]): Floor[] {
	return floors.toReversed();
}
