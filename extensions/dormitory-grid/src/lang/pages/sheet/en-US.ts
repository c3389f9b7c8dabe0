import type { SheetTexts } from './zh-CN.ts';

export const sheetEnUS: SheetTexts = {
	'page.title': 'Night sheet',
	'page.name': 'Night sheet',
	'page.login': 'Log in to see the sheet',
	'page.refused':
		'You may not see this floor’s names: the sheet is for the floor’s own head, the building’s staff and the working group. Please ask the student affairs office.',
	'page.no_floor': 'No floor was named. Please open the sheet from the tonight page or the desk.',
	'page.print': 'Print',
	'page.hint':
		'A4 upright, {rooms} {rooms|room|rooms} on about {pages} {pages|page|pages}. It holds personal data: collect and destroy it after use.',
	'head.title': 'Night sheet: {building} {floor}',
	'head.window': 'report from {opens} to {closes}',
	'head.rehearsal': 'Rehearsal',
	'head.count': '{count} expected, {leave} on approved leave',
	'head.head': 'Floor head',
	'head.legend':
		'Tick the box that holds; write when the late came and where the missing are said to be. Approved leave is ticked already.',
	'unit.title': 'Unit {code}',
	'unit.leader': 'Unit leader',
	'unit.sign': 'Signed',
	'unit.guests': 'Guests',
	'unit.empty': 'No rooms.',
	'col.room': 'Room',
	'col.bed': 'Bed',
	'col.name': 'Name',
	'col.note': 'Time / reason',
	'bed.empty': 'empty',
	'foot.leader': 'Floor head, signed',
	'foot.head': 'Building head, signed',
	'foot.time': 'Checked at',
	'foot.totals': 'Totals: in ＿＿＿　late ＿＿＿　not returned ＿＿＿　on leave ＿＿＿',
	'foot.made': 'Made at {time} · personal data: collect and destroy after use',
	'sheet.empty': 'This floor has no units.',
};
