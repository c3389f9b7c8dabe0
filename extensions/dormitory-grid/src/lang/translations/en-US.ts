import type { Texts } from './zh-CN.ts';

export const enUS: Texts = {
	'errors.GRID_FORBIDDEN':
		'This is outside what you answer for, or your post is not in force. Ask the student affairs office if in doubt.',
	'errors.GRID_NIGHT_NOT_OPEN': 'Tonight’s report has not begun yet; it opens at {opens}.',
	'errors.GRID_NIGHT_CLOSED':
		'The records of this night were locked at {locks}: no late report or correction is taken. If one is needed, the working group (student affairs office) can record it.',
	'errors.GRID_REASON_REQUIRED.late':
		'The window closed at {closes}. A late report is still taken: please give the reason.',
	'errors.GRID_REASON_REQUIRED.again':
		'This grid has already reported tonight. To correct it give a reason; the first report is kept.',
	'errors.GRID_NOT_EXPECTED':
		'Grid {code} owes no report tonight (not in service, nobody lives there, or outside the rehearsal).',
	'errors.GRID_UNBALANCED':
		'The numbers do not balance and nothing was stored: {rooms}. Residents = in + late + not returned + on leave. Check and send again.',
	'errors.GRID_UNBALANCED.room': '{number} has {residents} residents, {reported} reported',
	'errors.GRID_STUDENT_NOT_HERE':
		'{count} of the students named are not on this unit’s list tonight (ids {students}). Check and send again.',
	'errors.GRID_ALREADY_RECEIVED': 'This report was received at {received}; there is no need to send it again.',
	'errors.GRID_TOO_MANY.followup': 'You have noted {count} things about this student tonight; no more are taken.',
	'errors.GRID_NOT_ABSENT':
		'This student is not listed as not returned (or late) now, or is back or handed over already: there is nothing to record. Reload to see how things stand.',
	'errors.GRID_TOO_MANY':
		'You have sent {count} reports for grid {code} tonight; no more are taken. Your last one stands; for a correction please ask your floor head or the Student Affairs Office.',
	'errors.GRID_BUSY':
		'Too many people are sending for this grid at once; nothing was stored. Send again: the same report is stored once.',
	'errors.GRID_GAPS_UNSEEN':
		'More grids below have not reported: {codes}. Confirm that you have seen them, then sign on.',
	'errors.GRID_INVALID_INPUT': 'Something is wrong and nothing was stored: {issues}',
	'errors.GRID_APPEND_ONLY':
		'Such records can only be added, never changed or deleted. To correct one, add another and give the reason.',
	'errors.GRID_STATE_ONLY': '“{collection}” is kept by the system and cannot be written directly.',
	'errors.GRID_POST_TAKEN':
		'This post on this grid is filled from {from} to {until} ({holders} holding it). End the present assignment first.',
	'errors.GRID_STRUCTURE': 'The structure does not fit and nothing was stored: {issue}',
	'errors.GRID_SHEET.not_xlsx':
		'This is not a workbook that can be read. Save it again as “Excel workbook (.xlsx)” or as .csv.',
	'errors.GRID_SHEET.old_format':
		'An .xls of before 2007 or a workbook with a password cannot be read. Save it as .xlsx without a password.',
	'errors.GRID_SHEET.unreadable': 'This file is neither an .xlsx nor a .csv text.',
	'errors.GRID_SHEET.empty': 'There are no rows in this file.',
	'errors.GRID_SHEET.too_large': 'This file is too large. Split it and send the parts.',
	'errors.GRID_SHEET.too_many_rows': 'There are more than {rows} rows in this file. Split it and send the parts.',
	'errors.GRID_SHEET.too_many_columns': 'There are more than 100 columns in this file. Keep those that are asked for.',
	'structure.no_parent': 'a grid of level 2 or 3 needs a parent',
	'structure.too_deep': 'nothing can stand below a unit (level 3)',
	'structure.code': 'the code is the parent’s code, a hyphen and a number, such as {example}',
	'structure.immutable': 'parent and college of a grid cannot change; retire the grid and create a new one',
	'structure.room_unit': 'a room belongs to a unit (level 3)',
	'structure.time_zone': 'unknown time zone {value}; an example is Asia/Shanghai',
	'structure.window': 'the order is: opens, unit minute, floor minute, closes',
	'structure.in_use': 'it has records and cannot be deleted; retire it instead',
	'structure.person_fields':
		'person, position, grid and first day cannot change; end the assignment and create a new one',
	'structure.ends_before': 'the last day cannot lie before the first day {from}',
	'structure.already_ended': 'the assignment ended on {until}',
	'structure.cannot_extend': 'an assignment cannot be extended; create a new one',
	'structure.window_future': 'the close must lie after the opening and within the next 24 hours',
	'structure.leave_span': 'a leave must end after it starts',
	'structure.leave_past': 'a leave cannot reach back into a closed night; let it start after {from}',
	'field.required': '“{field}” is required',
	'field.wrong': '“{field}” is not valid',
	'field.rooms_missing': 'rooms {rooms} are missing',
	'field.rooms_unknown': 'not inhabited rooms of this unit: {rooms}',
	'field.rooms_twice': 'rooms listed twice: {rooms}',
	'field.students_twice': 'students listed twice: {students}',
	'field.position_place': 'this position needs: {place}',
	'place.grid1': 'a building (level 1)',
	'place.grid2': 'a floor (level 2)',
	'place.grid3': 'a unit (level 3)',
	'place.room': 'a room',
	'place.department': 'a department or office',
	'edition.subject': 'Zero report {date}: {names} students, {gaps} silent units (edition {number})',
	'edition.subject.rehearsal':
		'[Rehearsal] Zero report {date}: {names} students, {gaps} silent units (edition {number})',
	'edition.line': '{name} ({number}) {kind} {room}',
	'edition.line.back': '{name} ({number}) {kind}, back at {time} {room}',
	'edition.line.handed_over': '{name} ({number}) {kind}, handed over to {to} {room}',
	'edition.came': 'New: {line}',
	'edition.back': 'Back: {name} ({number}) at {time} {room}',
	'edition.handed_over': 'Handed over: {name} ({number}) to {to}',
	'edition.corrected': 'Corrected: {line}',
	'edition.corrected.gone': 'Corrected: {name} ({number}), reported as {kind}, is no longer listed',
	'edition.gap_closed': 'Unit {code} has reported',
	'edition.gap_opened': 'New: {line}',
	'edition.gap': 'Unit {code} is silent and may hide {students} of your students; in charge: {person} {phone}',
	'edition.none': 'All your students are in or on leave, and no unit is silent.',
	'kind.late_return': 'late return',
	'kind.not_returned': 'not returned',
	'kind.on_leave': 'on leave',
	'open.end': 'no end',
};
