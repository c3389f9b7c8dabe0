import { type Answer, USERS, call } from './shield-data.ts';
import { ADMIN } from '../setup/server-env.ts';
import type { Server } from '../setup/start-directus.ts';

/**
 * Questions whose answer depends on rows that the asker may not read: person 2 has the only note of kind `psy`, in unit B, and
 * the leader reads notes of unit A only. `leaks` says whether an answer gives it away.
 */
export interface Leak {
	name: string;
	ask: (server: Server) => Promise<Answer>;
	leaks: (answer: Answer) => boolean;
}

const PSY = { notes: { kind: { _eq: 'psy' } } };
const asLeader = (method: string, path: string, body?: unknown) => (server: Server) =>
	call(server, method, path, USERS.leader.token, body);
const asDouble = (path: string) => (server: Server) => call(server, 'GET', path, USERS.double.token);
const people = (query: string) => asLeader('GET', `/items/shield_people?${query}`);
const graphql = (query: string, variables: object = {}) => asLeader('POST', '/graphql', { query, variables });

const ids = (answer: Answer): string => JSON.stringify(answer.data).replace(/"/g, '').replace(/\s/g, '');
/** Person 2 and no other. */
const namesHim = (answer: Answer): boolean => /[{,]id:2\b/.test(ids(answer)) && !/[{,]id:1\b/.test(ids(answer));
const putsHimFirst = (answer: Answer): boolean => /^\[\{([^{}]*,)?id:2\b/.test(ids(answer));
const countsOne = (answer: Answer): boolean => /count:(\{id:)?1\b/.test(ids(answer));

export const LEAKS: Leak[] = [
	{ name: 'a relational filter', ask: people('filter[notes][kind][_eq]=psy'), leaks: namesHim },
	{ name: 'the same in _or', ask: people(`filter=${JSON.stringify({ _or: [PSY] })}`), leaks: namesHim },
	{ name: '$FOLLOW', ask: people('filter[$FOLLOW(shield_notes,person)][kind][_eq]=psy'), leaks: namesHim },
	{ name: 'a relational sort', ask: people('sort=-notes.kind&limit=1&filter[grid][_nnull]=true'), leaks: putsHimFirst },
	{ name: 'a count in a filter', ask: people('filter[count(notes)][_gt]=0&filter[unit][_eq]=B'), leaks: namesHim },
	{ name: 'a sort by count', ask: people('sort=-count(notes),-id&filter[unit][_eq]=B&limit=1'), leaks: putsHimFirst },
	{
		name: 'meta counts',
		ask: people('meta=filter_count&limit=0&filter[notes][kind][_eq]=psy'),
		leaks: (answer) => answer.text.includes('"filter_count":1'),
	},
	{
		name: 'an aggregate behind a filter',
		ask: people('aggregate[count]=id&filter[notes][kind][_eq]=psy'),
		leaks: countsOne,
	},
	{ name: 'SEARCH', ask: asLeader('SEARCH', '/items/shield_people', { query: { filter: PSY } }), leaks: namesHim },
	{
		name: 'a CSV export',
		ask: people('export=csv&filter[notes][kind][_eq]=psy'),
		leaks: (answer) => answer.text.includes('2,"乙"'),
	},
	{
		name: 'GraphQL',
		ask: graphql('{ shield_people(filter: { notes: { kind: { _eq: "psy" } } }) { id } }'),
		leaks: namesHim,
	},
	{
		name: 'GraphQL with variables',
		ask: graphql('query q($f: shield_people_filter) { shield_people(filter: $f) { id } }', { f: PSY }),
		leaks: namesHim,
	},
	{
		name: 'GraphQL, a count',
		ask: graphql('{ shield_people(filter: { notes_func: { count: { _gt: 0 } }, unit: { _eq: "B" } }) { id } }'),
		leaks: namesHim,
	},
	{
		name: 'GraphQL, _aggregated',
		ask: graphql('{ shield_people_aggregated(filter: { notes: { kind: { _eq: "psy" } } }) { count { id } } }'),
		leaks: countsOne,
	},
	{
		name: 'GraphQL, a nested argument',
		ask: graphql(
			'{ shield_notes { person { notes { person { aka: notes(sort: ["-person.notes.kind"]) { id } } } } } }',
		),
		leaks: (answer) => answer.code === null,
	},
	{
		name: 'a filter inside deep',
		ask: people(
			`filter[id][_eq]=1&fields=id,notes.id&deep=${JSON.stringify({ notes: { _filter: { person: { notes: { kind: { _eq: 'ordinary' } } } } } })}`,
		),
		leaks: (answer) => answer.code === null,
	},
	{
		name: 'changing by query',
		ask: asLeader('PATCH', '/items/shield_people', { query: { filter: PSY }, data: { name: '乙' } }),
		leaks: namesHim,
	},
	{
		name: 'deleting by query: what matches cannot be deleted, what does not is answered as done',
		ask: asLeader('DELETE', '/items/shield_notes', { query: { filter: { kind: { _eq: 'psy' } } } }),
		leaks: (answer) => answer.status === 403 && answer.code === 'FORBIDDEN',
	},
	{
		name: 'a sort on what a write gives back',
		ask: asLeader('PATCH', '/items/shield_people?sort=-notes.kind&fields=id', { keys: [1, 2], data: { remark: 'x' } }),
		leaks: putsHimFirst,
	},
	{
		name: 'two policies: an aggregate prints the hidden field',
		ask: asDouble('/items/shield_cards?aggregate[max]=tag&groupBy[]=unit'),
		leaks: (answer) => answer.text.includes('canary-other'),
	},
	{
		name: 'two policies: a filter answers for the hidden field',
		ask: asDouble('/items/shield_cards?filter[tag][_starts_with]=canary-other'),
		leaks: namesHim,
	},
	{
		name: 'two policies: a sort shows its order',
		ask: asDouble('/items/shield_cards?sort=-tag&limit=1'),
		leaks: (answer) => answer.code === null,
	},
	{
		name: 'two policies: what app users may read of themselves, asked about others',
		ask: asLeader('GET', '/users?aggregate[max]=email&groupBy[]=id'),
		leaks: (answer) => answer.text.includes('double@college'),
	},
];

/** What the Studio asks for a user with app access, as recorded, and what a reasonable caller asks: it all has to work. */
export const ALLOWED: { name: string; ask: (server: Server) => Promise<Answer>; contains: string }[] = [
	{
		name: 'a list',
		ask: people('limit=25&fields=grid.code,grid.id,name,notes,unit,id&sort[]=id&page=1'),
		contains: '"code":"3"',
	},
	{ name: 'its total', ask: people('aggregate[countDistinct]=id'), contains: '"countDistinct"' },
	{ name: 'a filter by a many-to-one field', ask: people('filter[grid][_gt]=0'), contains: '"id":2' },
	{ name: 'a filter by its key', ask: people('filter[grid][id][_gt]=0'), contains: '"id":2' },
	{
		name: 'a filter into an open collection',
		ask: people('filter[grid][code][_eq]=3&sort=grid.code'),
		contains: '"id":2',
	},
	{ name: 'an item', ask: asLeader('GET', '/items/shield_people/1'), contains: '"甲"' },
	{ name: 'a search', ask: people('search=乙&meta=filter_count'), contains: '"filter_count":1' },
	{
		name: 'a one-to-many list',
		ask: asLeader(
			'GET',
			`/items/shield_notes?fields=kind,id&filter=${JSON.stringify({ _and: [{ person: '1' }] })}&limit=15&page=1`,
		),
		contains: 'ordinary',
	},
	{
		name: 'its number',
		ask: asLeader(
			'GET',
			`/items/shield_notes?filter=${JSON.stringify({ _and: [{ person: '1' }] })}&aggregate=${JSON.stringify({ count: 'id' })}`,
		),
		contains: '"count"',
	},
	{
		name: 'what could be added to it',
		ask: asLeader(
			'GET',
			'/items/shield_notes?limit=25&sort[]=id&filter[_and][0][_or][0][person][_neq]=1&filter[_and][0][_or][1][person][_null]=true',
		),
		contains: '[]',
	},
	{
		name: 'nested rows with their own conditions',
		ask: people(
			`filter[id][_eq]=1&fields=id,notes.kind&deep=${JSON.stringify({ notes: { _filter: { kind: { _eq: 'ordinary' } }, _sort: 'id' } })}`,
		),
		contains: 'ordinary',
	},
	{
		name: 'a panel',
		ask: graphql('query { query_1: shield_people_aggregated(filter: { unit: { _eq: "A" } }) { count { id } } }'),
		contains: '"query_1"',
	},
	{ name: 'presets', ask: asLeader('GET', `/presets?filter[user][_eq]=${USERS.leader.id}&limit=-1`), contains: '[]' },
	{
		name: "everybody's presets",
		ask: asLeader('GET', '/presets?filter[role][_null]=true&filter[user][_null]=true&limit=-1'),
		contains: '"data"',
	},
	{
		name: 'notifications',
		ask: asLeader(
			'GET',
			`/notifications?filter[_and][0][recipient][_eq]=${USERS.leader.id}&filter[_and][1][status][_eq]=inbox&aggregate[count]=id`,
		),
		contains: '"count"',
	},
	{
		name: 'comments',
		ask: asLeader(
			'GET',
			'/comments?filter[_and][0][collection][_eq]=shield_people&filter[_and][1][item][_eq]=1&aggregate[count]=id',
		),
		contains: '"count"',
	},
	{
		name: 'shares, of which there are none',
		ask: asLeader(
			'GET',
			'/shares?filter[_and][0][collection][_eq]=shield_people&filter[_and][1][item][_eq]=1&aggregate[count]=id',
		),
		contains: '"count":',
	},
	{
		name: 'roles',
		ask: asLeader('GET', '/roles?sort=name&fields[]=id&fields[]=name&fields[]=icon&fields[]=parent'),
		contains: '[]',
	},
	{ name: 'himself', ask: asLeader('GET', '/users/me?fields[]=*&fields[]=role.id'), contains: USERS.leader.id },
	{ name: 'settings', ask: asLeader('GET', '/settings'), contains: 'project_name' },
	{
		name: 'translations',
		ask: asLeader('GET', '/translations?fields[]=language&fields[]=key&filter[language][_eq]=zh-CN&limit=-1'),
		contains: '"data"',
	},
	{
		name: 'his activity',
		ask: asLeader('GET', '/activity?limit=25&fields=action,user.id,user.email,id&sort[]=-timestamp&page=1'),
		contains: '"data"',
	},
	{
		name: 'a change',
		ask: asLeader('PATCH', '/items/shield_people?fields=id', { keys: [1], data: { remark: 'x' } }),
		contains: '"id":1',
	},
	{
		name: 'an administrator, through anything',
		ask: (server) =>
			call(server, 'GET', '/items/shield_people?filter[notes][kind][_eq]=psy&sort=notes.kind', ADMIN.token),
		contains: '"id":2',
	},
	{
		name: 'an administrator, changing by query',
		ask: (server) =>
			call(server, 'PATCH', '/items/shield_people?fields=id', ADMIN.token, {
				query: { filter: PSY },
				data: { name: '乙' },
			}),
		contains: '"id":2',
	},
];
