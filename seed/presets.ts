import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';

/** The columns that each list opens with, for everybody who has not chosen others. */
export const COLUMNS: Readonly<Record<string, { fields: string[]; sort: string[] }>> = {
	[C.grids]: { fields: ['code', 'name', 'level', 'state', 'in_service_from', 'in_service_until'], sort: ['position'] },
	[C.colleges]: {
		fields: ['code', 'name', 'opens', 'closes', 'reports_from', 'supervision_telephone'],
		sort: ['code'],
	},
	[C.rooms]: { fields: ['number', 'building', 'floor', 'unit', 'beds', 'position'], sort: ['number'] },
	[C.students]: {
		fields: [
			'number',
			'name',
			'room',
			'bed',
			'department',
			'counsellor',
			'class_name',
			'major',
			'grade',
			'residence_state',
		],
		sort: ['number'],
	},
	[C.departments]: { fields: ['code', 'name', 'kind', 'phone'], sort: ['code'] },
	[C.majors]: { fields: ['name', 'short_name', 'department'], sort: ['department', 'name'] },
	[C.terms]: { fields: ['name', 'starts_on', 'ends_on'], sort: ['-starts_on'] },
	[C.leaves]: { fields: ['student', 'starts_at', 'ends_at', 'state'], sort: ['-starts_at'] },
	[C.staffAssignments]: {
		fields: ['person', 'position', 'grid', 'department', 'starts_on', 'ends_on', 'ended_how'],
		sort: ['-starts_on'],
	},
	[C.nights]: { fields: ['date', 'kind', 'state', 'opens_at', 'closes_at', 'closed_late_by'], sort: ['-opens_at'] },
	[C.nightSummaries]: {
		fields: [
			'night',
			'units_expected',
			'units_on_time',
			'units_late',
			'units_missing',
			'late_return',
			'not_returned',
			'on_leave',
			'sums_agree',
		],
		sort: ['-night'],
	},
	[C.nightReports]: {
		fields: [
			'night',
			'grid',
			'state',
			'received_at',
			'present',
			'late_return',
			'not_returned',
			'on_leave',
			'responsible_name',
		],
		sort: ['-night', 'grid'],
	},
	[C.nightSubmissions]: {
		fields: ['received_at', 'grid', 'received_state', 'reporter', 'reported_as', 'on_behalf', 'reason'],
		sort: ['-received_at'],
	},
	[C.nightEntries]: { fields: ['night', 'student', 'kind', 'room', 'returned_at', 'reason'], sort: ['-night'] },
	[C.nightEditions]: {
		fields: ['night', 'counsellor', 'number', 'names', 'gaps', 'made_at', 'late_by'],
		sort: ['-made_at'],
	},
	[C.nightRehearsals]: {
		fields: ['requested_at', 'requested_by', 'root', 'opens_at', 'closes_at', 'note'],
		sort: ['-requested_at'],
	},
	[C.nightCalendar]: {
		fields: ['name', 'kind', 'starts_on', 'ends_on', 'weekdays', 'opens', 'closes'],
		sort: ['-starts_on'],
	},
	[C.checklistItems]: { fields: ['sort', 'topic', 'level', 'per_room', 'text_zh', 'points', 'active'], sort: ['sort'] },
	[C.facilities]: { fields: ['code', 'kind', 'grid', 'place', 'state', 'expires_on', 'last_seen_at'], sort: ['code'] },
	[C.patrolPlans]: { fields: ['name', 'level', 'root', 'rhythm', 'times', 'topics', 'who', 'active'], sort: ['name'] },
	[C.sensitivePeriods]: { fields: ['name', 'building', 'starts_on', 'ends_on', 'extra_times'], sort: ['-starts_on'] },
	[C.patrolDuties]: { fields: ['date', 'grid', 'person', 'due_at', 'state', 'settled_at'], sort: ['-due_at'] },
	[C.patrols]: {
		fields: ['received_at', 'grid', 'patrolled_by', 'kind', 'found', 'raised', 'note'],
		sort: ['-received_at'],
	},
	[C.patrolFindings]: { fields: ['found_at', 'grid', 'room', 'what', 'points', 'settled'], sort: ['-found_at'] },
	[C.roomScores]: { fields: ['room', 'score', 'points', 'walked_at'], sort: ['score'] },
	[C.activityRules]: { fields: ['kind', 'level', 'per_term', 'active'], sort: ['kind', 'level'] },
	[C.activities]: { fields: ['held_at', 'grid', 'kind', 'title', 'place', 'held_by'], sort: ['-held_at'] },
	[C.activityResults]: {
		fields: ['recorded_at', 'activity', 'outcome', 'called_count', 'came_count', 'students', 'decided'],
		sort: ['-recorded_at'],
	},
	[C.activityPeople]: { fields: ['activity', 'person', 'position', 'grid', 'came'], sort: ['-id'] },
	[C.issues]: {
		fields: [
			'id',
			'title',
			'kind',
			'category',
			'severity',
			'state',
			'grid',
			'room',
			'holder_grid',
			'holder_office',
			'next_due_at',
			'reported_at',
		],
		sort: ['-reported_at'],
	},
	[C.issueSteps]: { fields: ['at', 'issue', 'kind', 'by', 'note', 'to_office', 'until'], sort: ['-at'] },
	[C.escalationRules]: {
		fields: ['category', 'severity', 'office', 'take_minutes', 'settle_minutes', 'close_minutes', 'quiet'],
		sort: ['category', 'severity'],
	},
	[C.emergencies]: { fields: ['reported_at', 'kind', 'grid', 'room', 'reported_by', 'note'], sort: ['-reported_at'] },
	[C.nightAbsences]: {
		fields: ['night', 'student', 'state', 'unit', 'room', 'counsellor', 'opened_at', 'settled_at'],
		sort: ['-opened_at'],
	},
	[C.nightFollowups]: {
		fields: ['recorded_at', 'student', 'kind', 'recorded_by', 'handed_to', 'note'],
		sort: ['-recorded_at'],
	},
	[C.holidayStays]: { fields: ['period', 'student', 'unit', 'state', 'note', 'recorded_at'], sort: ['-recorded_at'] },
	// Its own cards put the first name before the family name.
	directus_users: { fields: ['last_name', 'first_name', 'email', 'phone', 'status', 'last_access'], sort: ['email'] },
	[C.outbox]: {
		fields: ['created_at', 'kind', 'channel', 'recipient', 'subject', 'state', 'sent_at'],
		sort: ['-created_at'],
	},
};

/** Lists that are looked for by what is wrong: bookmarks for everybody who may read the collection. */
export const BOOKMARKS: readonly {
	name: string;
	icon: string;
	collection: string;
	filter: object;
	fields: string[];
}[] = [
	{
		name: '失败 Failed',
		icon: 'error',
		collection: C.outbox,
		filter: { _and: [{ state: { _eq: 'dead' } }] },
		fields: ['created_at', 'kind', 'channel', 'recipient', 'robot', 'subject', 'last_error', 'attempts'],
	},
	{
		name: '待发送 Waiting',
		icon: 'schedule_send',
		collection: C.outbox,
		filter: { _and: [{ state: { _eq: 'waiting' } }] },
		fields: ['created_at', 'kind', 'channel', 'recipient', 'robot', 'subject', 'next_attempt_at', 'last_error'],
	},
];

/** Pixels that a date with its hour needs in either language, or an e-mail; the list's own width cuts the hour away. */
const MOMENT_WIDTH = 220;

export function widthsOf(fields: readonly string[]): Record<string, number> {
	return Object.fromEntries(
		fields
			.filter((field) => /(^|_)at$|^until$|^opens_|^closes_|_access$|^email$/.test(field))
			.map((field) => [field, MOMENT_WIDTH]),
	);
}

export async function seedPresets(db: Knex): Promise<void> {
	const known = await db('directus_presets')
		.whereNull('user')
		.whereNull('role')
		.whereNull('bookmark')
		.select('collection');
	const missing = Object.entries(COLUMNS).filter(([collection]) => !known.some((row) => row.collection === collection));
	for (const [collection, { fields, sort }] of missing) {
		await db('directus_presets').insert({
			collection,
			layout: 'tabular',
			layout_query: JSON.stringify({ tabular: { fields, sort, page: 1 } }),
			layout_options: JSON.stringify({ tabular: { widths: widthsOf(fields) } }),
		});
	}
	await seedBookmarks(db);
}

async function seedBookmarks(db: Knex): Promise<void> {
	const known = await db('directus_presets')
		.whereNull('user')
		.whereNull('role')
		.whereNotNull('bookmark')
		.select('collection', 'bookmark');
	for (const { name, icon, collection, filter, fields } of BOOKMARKS) {
		if (known.some((row) => row.collection === collection && row.bookmark === name)) continue;
		await db('directus_presets').insert({
			bookmark: name,
			icon,
			collection,
			filter: JSON.stringify(filter),
			layout: 'tabular',
			layout_query: JSON.stringify({ tabular: { fields, sort: ['-created_at'], page: 1 } }),
			layout_options: JSON.stringify({ tabular: { widths: widthsOf(fields) } }),
		});
	}
}
