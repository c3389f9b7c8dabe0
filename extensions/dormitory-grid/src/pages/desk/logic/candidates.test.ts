import { expect, test } from 'vitest';
import { searchCandidates } from './candidates.ts';

const of = (name: string, place: string) => ({
	person: name,
	name,
	phone: '13900001111',
	position: 'unit_leader' as const,
	place,
});
const ALL = [of('欧阳一', '3-2-1'), of('Ann Li', '3-2-2'), of('王二', '312')];

test.each([
	['', ['欧阳一', 'Ann Li', '王二']],
	['欧阳', ['欧阳一']],
	[' annli ', ['Ann Li']],
	['3-2', ['欧阳一', 'Ann Li']],
	['３１２', ['王二']],
	['139', ['欧阳一', 'Ann Li', '王二']],
	['nobody', []],
])('%s', (sought, names) => {
	expect(searchCandidates(ALL, sought).map(({ name }) => name)).toEqual(names);
});
