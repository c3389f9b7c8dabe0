import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { EditionContent } from '../../extensions/dormitory-grid/src/types/api-editions.ts';
import type { HierarchyAnswer, HierarchyNode } from '../../extensions/dormitory-grid/src/types/api.ts';
import type { NightEditionRow, NightSummaryRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { Person } from './client.ts';
import type { Sent } from './leaders.ts';

export interface Outcome {
	summary: NightSummaryRow;
	silent: HierarchyNode[];
	editions: number;
	names: number;
	/** What does not agree, in words; empty is well. */
	disagreements: string[];
}

type List<Row> = { data: Row[] };

/** Holds what the leaders sent against what the college now knows: totals, silent units, and each counsellor's names. */
export async function checkNight(group: Person, night: number, sent: readonly Sent[]): Promise<Outcome> {
	const { body: board } = await group.get<HierarchyAnswer>(`${ROUTES.hierarchy}?night=${night}`);
	const { body: summaries } = await group.get<List<NightSummaryRow>>(
		`/items/${COLLECTIONS.nightSummaries}?filter[night][_eq]=${night}`,
	);
	const { body: editions } = await group.get<List<NightEditionRow>>(
		`/items/${COLLECTIONS.nightEditions}?filter[night][_eq]=${night}&limit=-1`,
	);
	const [summary] = summaries.data;
	if (!summary) throw new Error('the night has no summary');

	const disagreements: string[] = [];
	const expect = (what: string, ours: number, theirs: number | null) => {
		if (ours !== theirs) disagreements.push(`${what}: sent ${ours}, stored ${theirs}`);
	};
	const entries = sent.flatMap((report) => report.entries);
	const ofKind = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
	expect('units on time', sent.length, summary.units_on_time);
	expect('late returns', ofKind('late_return'), summary.late_return);
	expect('not returned', ofKind('not_returned'), summary.not_returned);
	expect('on leave', ofKind('on_leave'), summary.on_leave);
	expect(
		'residents of the units that reported',
		sent.reduce((sum, report) => sum + report.residents, 0),
		(summary.residents ?? 0) - (summary.unaccounted ?? 0),
	);
	if (!summary.sums_agree) disagreements.push('sum over grids and sum over departments differ');

	const units = board.buildings.flatMap((building) => building.children.flatMap((floor) => floor.children));
	const silent = units.filter((unit) => unit.state === 'missing');
	expect('silent units', (summary.units_expected ?? 0) - sent.length, silent.length);

	const told = newestContents(editions.data).flatMap((content) => content.students.map((student) => student.student));
	const named = new Set(entries.map((entry) => entry.student));
	expect('students named to counsellors', named.size, told.length);
	for (const student of named)
		if (!told.includes(student)) disagreements.push(`student ${student} reached no counsellor`);
	return { summary, silent, editions: editions.data.length, names: told.length, disagreements };
}

function newestContents(editions: readonly NightEditionRow[]): EditionContent[] {
	const newest = new Map<string, NightEditionRow>();
	for (const edition of editions.toSorted((a, b) => a.number - b.number)) newest.set(edition.counsellor, edition);
	return [...newest.values()].map((edition) => edition.content as EditionContent);
}
