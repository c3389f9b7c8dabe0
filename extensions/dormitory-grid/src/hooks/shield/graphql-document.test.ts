import { describe, expect, it } from 'vitest';
import { findDocumentProblem } from './graphql-document.ts';

const check = (source: string) => findDocumentProblem(source, 5000);
const repeat = (count: number, part: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => part(index)).join(' ');

describe('passes', () => {
	it.each([
		'{ students(filter: { grid: { id: { _eq: 1 } } }, sort: ["name"]) { id name grid { code } } }',
		'mutation { update_users_me(data: { language: "en-US" }) { id } }',
		'mutation { create_checklist_items_item(data: { sort: 3, filter: "x" }) { id } }',
		'query { a: students { ...f } } fragment f on students { id grid { code } }',
		'mutation { users_invite(email: "a@college.example", role: "r") }',
		'{ this is not GraphQL',
	])('%s', (source) => {
		expect(check(source)).toBeNull();
	});
});

describe('refuses', () => {
	it('names of Object.prototype as aliases and arguments, in fragments too', () => {
		expect(check('{ students { toString: grid { call: parent(limit: 1) { id } } } }')).toEqual({
			kind: 'forbidden-key',
			key: 'toString',
		});
		expect(check('{ students { ...f } } fragment f on students { valueOf: id }')).toEqual({
			kind: 'forbidden-key',
			key: 'valueOf',
		});
	});

	it.each([
		'auth_login',
		'auth_password_request',
		'auth_password_reset',
		'users_register',
		'utils_hash_generate',
		'create_shares_item',
		'import_file',
	])('%s', (field) => {
		expect(check(`mutation { a: ${field}(x: 1) { id } }`)).toEqual({ kind: 'closed-field', field });
		expect(check(`mutation { ...f } fragment f on Mutation { ${field} }`)).toEqual({ kind: 'closed-field', field });
	});

	it('inviting twice in one request', () => {
		const source = 'mutation { a: users_invite(email: "a") b: users_invite(email: "b") }';
		expect(check(source)).toEqual({ kind: 'closed-field', field: 'users_invite' });
	});

	it('conditions on what a write gives back', () => {
		const source = 'mutation { update_students_items(ids: [1], data: {}, filter: { name: { _eq: "x" } }) { id } }';
		expect(check(source)).toEqual({ kind: 'write-with-conditions', argument: 'filter' });
		const nested =
			'mutation { update_students_item(id: 1, data: {}) { ...f } } fragment f on students { notes(sort: ["kind"]) { id } }';
		expect(check(nested)).toEqual({ kind: 'write-with-conditions', argument: 'sort' });
	});

	it('too many root fields, also through fragments', () => {
		expect(check(`{ ${repeat(61, (index) => `a${index}: students { id }`)} }`)).toEqual({
			kind: 'too-large',
			what: 'root fields',
		});
		const fragment = `fragment f on Query { ${repeat(31, (index) => `a${index}: students { id }`)} }`;
		expect(check(`{ ...f ...f } ${fragment}`)).toEqual({ kind: 'too-large', what: 'root fields' });
	});

	it('a fragment bomb, and one that opens itself, without opening it', () => {
		const bomb = repeat(
			40,
			(index) => `fragment f${index} on t { a: x { ...f${index + 1} } b: x { ...f${index + 1} } }`,
		);
		expect(check(`{ a { ...f0 } } ${bomb} fragment f40 on t { id }`)).toEqual({
			kind: 'too-large',
			what: 'nested selections',
		});
		expect(check('{ ...f } fragment f on Query { a { id } ...f }')).toEqual({ kind: 'too-large', what: 'root fields' });
	});
});
