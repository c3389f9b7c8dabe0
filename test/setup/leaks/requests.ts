import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../../extensions/dormitory-grid/src/constants/routes.ts';
import type { Answer, Client } from '../client.ts';

/** A question that must have the same answer whatever the asker may not see holds (RELIABILITY.md 3.3). */
export interface Question {
	name: string;
	ask: (client: Client) => Promise<Answer<unknown>>;
}

/** Of each collection the field that tells most, and one that another relation leads to. */
const TELLING: Readonly<Record<string, { field: string; to?: string }>> = {
	[C.students]: { field: 'name', to: 'counsellor.first_name' },
	[C.nightEntries]: { field: 'kind', to: 'student.name' },
	[C.nightReports]: { field: 'not_returned', to: 'submission.reason' },
	[C.nightSubmissions]: { field: 'reason', to: 'reporter.phone' },
	[C.leaves]: { field: 'reason', to: 'student.name' },
	[C.holidayStays]: { field: 'state', to: 'student.name' },
	[C.nightEditions]: { field: 'names', to: 'counsellor.phone' },
	[C.nightSummaries]: { field: 'not_returned', to: 'night.key' },
	[C.nightFollowups]: { field: 'note', to: 'student.name' },
	[C.nightHandbacks]: { field: 'reason', to: 'handed_by.phone' },
	[C.emergencies]: { field: 'note', to: 'reported_by.phone' },
	[C.emergencyLevels]: { field: 'audience', to: 'acknowledged_by.phone' },
	[C.emergencyAcks]: { field: 'note', to: 'by.phone' },
	[C.issues]: { field: 'title', to: 'reporter.phone' },
	[C.issueSteps]: { field: 'note', to: 'issue.title' },
	[C.issueFollowers]: { field: 'since', to: 'person.phone' },
	[C.editionOpenings]: { field: 'opened_at', to: 'opened_by.phone' },
	[C.nightAbsences]: { field: 'handed_to', to: 'student.name' },
	[C.nightLadderSteps]: { field: 'told', to: 'absence.handed_to' },
	[C.nightExports]: { field: 'rows', to: 'made_by.phone' },
	[C.nightChecks]: { field: 'differences', to: 'assigned_to.phone' },
	[C.nightCheckResults]: { field: 'note', to: 'night_check.differences' },
	[C.nightResidents]: { field: 'on_leave', to: 'student.name' },
	[C.outbox]: { field: 'message', to: 'recipient.phone' },
	[C.staffAssignments]: { field: 'starts_on', to: 'person.phone' },
	[C.staffScopes]: { field: 'ends_on', to: 'person.phone' },
	[C.staffEndings]: { field: 'reason', to: 'assignment.starts_on' },
	[C.facilities]: { field: 'place', to: 'grid.code' },
	[C.patrolDuties]: { field: 'state', to: 'person.phone' },
	[C.patrols]: { field: 'note', to: 'patrolled_by.phone' },
	[C.patrolFindings]: { field: 'what', to: 'patrol.note' },
	[C.roomScores]: { field: 'score', to: 'patrol.note' },
	[C.activities]: { field: 'title', to: 'held_by.phone' },
	[C.activityResults]: { field: 'decided', to: 'activity.title' },
	[C.activityPeople]: { field: 'came', to: 'person.phone' },
	[C.photos]: { field: 'linked_item', to: 'uploaded_by.phone' },
	users: { field: 'phone', to: 'role.name' },
	notifications: { field: 'subject', to: 'recipient.phone' },
	activity: { field: 'user_agent', to: 'user.phone' },
	revisions: { field: 'data', to: 'activity.user_agent' },
	comments: { field: 'comment' },
	presets: { field: 'bookmark' },
	versions: { field: 'name' },
	shares: { field: 'name' },
	files: { field: 'title' },
};

/** Open collections from which a relation leads to what is not open. */
const WAYS_IN: readonly [from: string, relation: string, field: string][] = [
	[C.grids, 'unit_scopes', 'ends_on'],
	[C.grids, 'floor_scopes', 'ends_on'],
	[C.grids, 'building_scopes', 'person.phone'],
	[C.colleges, 'group_scopes', 'ends_on'],
	[C.departments, 'office_scopes', 'ends_on'],
];

const ours = new Set<string>(Object.values(C));
const address = (collection: string) => (ours.has(collection) ? `/items/${collection}` : `/${collection}`);
const inWords = (parts: string[], value: object): object =>
	parts.reduceRight<object>((inner, part) => ({ [part]: inner }), value);

export interface Hidden {
	night: number;
	grid: number;
	/** Its floor. */
	floor: number;
	student: number;
	entry: number;
	person: string;
	word: string;
}

export function listQuestions(hidden: Hidden): Question[] {
	const get = (path: string): Question => ({ name: path, ask: async (client) => await client.get(path) });
	const graph = (query: string): Question => ({ name: query, ask: async (client) => await client.graphql(query) });
	const send = (method: string, path: string, body: unknown): Question => ({
		name: `${method} ${path} ${JSON.stringify(body)}`,
		ask: async (client) => await client.request(method, path, body),
	});
	const questions: Question[] = [];
	for (const [collection, { field, to }] of Object.entries(TELLING)) {
		const path = address(collection);
		const list = (query: string) => get(`${path}?${query}`);
		const where = (filter: object) => `filter=${encodeURIComponent(JSON.stringify(filter))}`;
		questions.push(
			list('limit=-1&sort=id&meta=*'),
			list('limit=-1&sort=id&fields=*.*.*'),
			list('limit=2&page=2&sort=-id&meta=filter_count'),
			list('aggregate[count]=*'),
			list('aggregate[countDistinct]=id'),
			list(`aggregate[max]=${field}`),
			list(`aggregate[count]=id&groupBy[]=${field}`),
			list(`limit=3&fields=id&sort=-${field},id`),
			list(`limit=-1&fields=id&meta=filter_count&${where({ [field]: { _eq: hidden.word } })}`),
			list(`limit=-1&fields=id&${where({ _or: [{ [field]: { _nnull: true } }, { id: { _nnull: true } }] })}`),
			list(`limit=-1&fields=id&sort=id&search=${encodeURIComponent(hidden.word)}&meta=filter_count`),
			list('limit=-1&sort=id&export=csv'),
			list('limit=-1&sort=id&export=json'),
			list(`limit=-1&fields=id,other&alias[other]=${field}`),
			list('limit=1&version=secret'),
			send('SEARCH', path, { query: { limit: -1, sort: ['id'], filter: { [field]: { _nnull: true } } } }),
			send('PATCH', `${path}/${hidden.entry}`, { [field]: null }),
			get(`${path}/${hidden.entry}`),
			get(`${path}/99999999`),
		);
		if (to) {
			const parts = to.split('.');
			questions.push(
				list(`limit=-1&sort=id&fields=id,${to}`),
				list(`limit=3&fields=id&sort=-${to},id`),
				list(`limit=-1&fields=id&${where(inWords(parts, { _eq: hidden.word }))}`),
				list(`aggregate[countDistinct]=${to}`),
				list(`aggregate[count]=id&groupBy[]=${to}`),
				list(
					`fields=id,${to}&sort=id&deep=${encodeURIComponent(JSON.stringify({ [parts[0] ?? '']: { _sort: [parts[1]] } }))}`,
				),
			);
		}
		if (ours.has(collection)) {
			const inner = to ? ` ${to.split('.').join(' { ')} }` : '';
			questions.push(
				graph(`{ ${collection}(limit: -1, sort: ["id"]) { id ${field}${inner} } }`),
				graph(`{ ${collection}_aggregated { count { id } } }`),
				graph(`{ ${collection}_aggregated(groupBy: ["${field}"]) { group count { id } } }`),
				graph(`{ ${collection}(sort: ["-${field}", "id"], limit: 3) { id } }`),
				graph(`{ ${collection}(filter: { ${field}: { _nnull: true } }) { id } }`),
				graph(`{ ${collection}_by_id(id: ${hidden.entry}) { id } }`),
			);
		}
	}
	for (const [from, relation, field] of WAYS_IN) {
		const path = address(from);
		questions.push(
			get(`${path}?limit=-1&sort=id&fields=id,${relation}.*`),
			get(`${path}?limit=-1&sort=id&fields=id&filter[${relation}][${field.replace('.', '][')}][_nnull]=true`),
			get(`${path}?limit=-1&sort=id&fields=id&filter[${relation}][_some][person][_eq]=${hidden.person}`),
			get(`${path}?limit=3&fields=id&sort=-${relation}.${field}`),
			get(`${path}?limit=-1&sort=id&fields=id,count(${relation})`),
			get(`${path}?limit=-1&sort=id&fields=id&filter[count(${relation})][_gt]=0`),
			get(
				`${path}?limit=-1&filter[$FOLLOW(${C.students},unit)][name][_eq]=${encodeURIComponent(hidden.word)}&fields=id`,
			),
		);
	}
	return [
		...questions,
		...[
			'/fields',
			'/relations',
			'/collections',
			'/permissions/me',
			'/users/me',
			'/roles/me',
			'/policies/me/globals',
			'/server/specs/oas',
			'/server/info',
			'/schema/snapshot',
			'/dashboards',
			'/panels',
			'/flows',
			'/operations',
			'/folders',
			'/settings',
		].map(get),
		...[
			ROUTES.tonight,
			`${ROUTES.tonight}/grids/${hidden.grid}?night=${hidden.night}`,
			ROUTES.hierarchy,
			`${ROUTES.hierarchy}?night=${hidden.night}`,
			ROUTES.nights,
			ROUTES.counsellor,
			`${ROUTES.counsellor}?night=${hidden.night}`,
			`${ROUTES.students}/${hidden.student}/nights`,
			ROUTES.desk,
			`${ROUTES.desk}/units/${hidden.grid}?night=${hidden.night}`,
			`${ROUTES.replay}?night=${hidden.night}`,
			ROUTES.myChecks,
			ROUTES.messages,
			`${ROUTES.messages}?person=${encodeURIComponent(hidden.word)}`,
			`${ROUTES.sheet}?floor=${hidden.floor}`,
		].map(get),
		send('POST', `/items/${C.nightFollowups}`, { night: hidden.night, student: hidden.student, kind: 'back' }),
		send('POST', `/items/${C.leaves}`, {
			student: hidden.student,
			state: 'approved',
			starts_at: '2026-01-01T00:00:00Z',
			ends_at: '2026-01-02T00:00:00Z',
		}),
		send('POST', `/items/${C.nightSubmissions}`, {
			client_key: 'of-somebody-else',
			night: hidden.night,
			grid: hidden.grid,
			rooms: [],
			entries: [],
		}),
		send('POST', `/items/${C.nightCheckResults}`, { client_key: 'of-somebody-else', night_check: 1, absent: [] }),
		send('POST', `${ROUTES.messages}/${hidden.entry}/retry`, {}),
		send('POST', '/utils/revert/1', {}),
		send('POST', `/graphql/system`, { query: `{ users { id phone } users_aggregated { count { id } } }` }),
	];
}

/** An answer without the clock's own marks. */
export function bytesOf({ status, text }: Answer<unknown>): string {
	// The specification's version is a hash of the moment it was asked for.
	return `${status} ${text.replaceAll(/"now":"[^"]*"/g, '').replaceAll(/"version":"[0-9a-f]{40}"/g, '')}`;
}
