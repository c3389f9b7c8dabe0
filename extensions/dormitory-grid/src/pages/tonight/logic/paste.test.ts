import { describe, expect, test } from 'vitest';
import type { TonightRoom } from '../../../types/api.ts';
import { choiceKey, viewPaste } from './paste.ts';
import { tickAs } from './roll.ts';

const resident = (student: number, name: string) => ({
	student,
	name,
	number: `2024${student}`,
	bed: student,
	major: null,
	on_leave: false,
});
const ROOMS: TonightRoom[] = [
	{ room: 1, number: '3-201', residents: [resident(1, '张三'), resident(2, '陈晨')] },
	{ room: 2, number: '3-202', residents: [resident(3, '王五'), resident(4, '陈晨')] },
];

describe('the paste box', () => {
	test('shows who is away and where, and what it would change', () => {
		const view = viewPaste('张三 晚归 23:10\n王五 在寝', ROOMS, { 1: tickAs('in'), 3: tickAs('in') }, {});
		expect(view.away).toEqual([
			{ student: 1, name: '张三', room: '3-201', tick: tickAs('late_return', '23:10'), before: 'in' },
		]);
		expect(view.present).toBe(1);
		expect(view.ticks).toEqual({ 1: tickAs('late_return', '23:10'), 3: tickAs('in') });
	});

	test('two of one name wait for a choice; a choice of somebody else counts for nothing', () => {
		const text = '陈晨 未归';
		const [choice] = viewPaste(text, ROOMS, {}, {}).choices;
		expect(choice?.residents.map(({ student, room }) => [student, room])).toEqual([
			[2, '3-201'],
			[4, '3-202'],
		]);
		const key = choiceKey({ line: 0, name: '陈晨' });
		expect(viewPaste(text, ROOMS, {}, { [key]: 4 }).ticks).toEqual({ 4: tickAs('not_returned') });
		expect(viewPaste(text, ROOMS, {}, { [key]: 3 }).ticks).toEqual({});
	});

	test('the same choice twice is made once', () => {
		const chosen = { [choiceKey({ line: 0, name: '陈晨' })]: 4, [choiceKey({ line: 1, name: '陈晨' })]: 4 };
		const view = viewPaste('陈晨 未归\n陈晨 请假', ROOMS, {}, chosen);
		expect(view.ticks).toEqual({ 4: tickAs('not_returned') });
	});
});
