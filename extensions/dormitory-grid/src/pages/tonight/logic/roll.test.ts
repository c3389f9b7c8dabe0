import { describe, expect, test } from 'vitest';
import type { TonightRoom, TonightSubmission } from '../../../types/api.ts';
import {
	buildReport,
	buildSignOn,
	keepResidents,
	type ReportFrame,
	rollOf,
	startRoll,
	tickAs,
	tickRest,
	viewRoom,
	viewUnit,
} from './roll.ts';

const resident = (student: number, onLeave = false) => ({
	student,
	name: `学生${student}`,
	number: `2026${student}`,
	bed: student % 10,
	major: null,
	on_leave: onLeave,
});
const room301: TonightRoom = { room: 301, number: '301', residents: [resident(1), resident(2), resident(3)] };
const room302: TonightRoom = { room: 302, number: '302', residents: [resident(11), resident(12, true)] };
const rooms = [room301, room302];
const frame: ReportFrame = {
	clientKey: 'key-0001',
	night: { id: 5, closes_at: '2026-11-23T14:40:00Z' },
	grid: 77,
	timeZone: 'Asia/Shanghai',
	reason: ' ',
	note: '',
	seenAt: '2026-11-23T14:25:00.000Z',
	sentAt: '2026-11-23T14:26:00.000Z',
};

describe('a fresh roll', () => {
	test('assumes nothing but approved leaves', () => {
		expect(startRoll(rooms)).toEqual({ 12: { mark: 'on_leave', time: '', reason: '' } });
		const view = viewUnit(rooms, startRoll(rooms));
		expect(view).toMatchObject({ ready: false, openStudents: 4 });
		expect(view.openRooms.map((room) => room.number)).toEqual(['301', '302']);
	});

	test('all in: one step, and approved leaves stay on leave', () => {
		const ticks = tickRest(rooms, startRoll(rooms));
		expect(viewUnit(rooms, ticks)).toMatchObject({
			ready: true,
			openStudents: 0,
			counts: { residents: 5, present: 4, late_return: 0, not_returned: 0, on_leave: 1 },
		});
	});

	test('an empty unit is never ready', () => {
		expect(viewUnit([], {}).ready).toBe(false);
	});
});

describe('ticks', () => {
	test('the rest keeps what was ticked before', () => {
		const ticks = tickRest([room301], { 2: tickAs('not_returned', '', '电话未接') });
		expect(viewRoom(room301, ticks)).toMatchObject({ balanced: true, counts: { present: 2, not_returned: 1 } });
	});

	test('someone on approved leave may turn out to be in, beside one who is not', () => {
		const two: TonightRoom = { room: 9, number: '9', residents: [resident(91, true), resident(92, true)] };
		expect(viewRoom(two, { 91: tickAs('in'), 92: tickAs('on_leave') })).toMatchObject({ balanced: true });
	});

	test('a room with an unmentioned student is open', () => {
		expect(viewRoom(room301, { 1: tickAs('in'), 2: tickAs('in') })).toMatchObject({ balanced: false, open: 1 });
	});

	test('a time belongs to late returns only, a reason to whoever is not in', () => {
		expect(tickAs('not_returned', '22:30', '在医院')).toEqual({ mark: 'not_returned', time: '', reason: '在医院' });
		expect(tickAs('in', '22:30', '在医院')).toEqual({ mark: 'in', time: '', reason: '' });
	});

	test('students who are not on the list are dropped', () => {
		expect(keepResidents([room301], { 1: tickAs('in'), 999: tickAs('in') })).toEqual({ 1: tickAs('in') });
	});
});

describe('what is posted', () => {
	test('names every exception and counts every room', () => {
		const ticks = tickRest(rooms, {
			...startRoll(rooms),
			1: tickAs('late_return', '22:50', ' 实验 '),
			3: tickAs('late_return'),
		});
		expect(buildReport(rooms, ticks, frame)).toEqual({
			client_key: 'key-0001',
			night: 5,
			grid: 77,
			reason: null,
			note: null,
			seen_at: '2026-11-23T14:25:00.000Z',
			sent_at: '2026-11-23T14:26:00.000Z',
			rooms: [
				{ room: 301, present: 1 },
				{ room: 302, present: 1 },
			],
			entries: [
				{ student: 1, kind: 'late_return', returned_at: '2026-11-23T14:50:00.000Z', reason: '实验' },
				{ student: 3, kind: 'late_return', returned_at: null, reason: null },
				{ student: 12, kind: 'on_leave', returned_at: null, reason: null },
			],
		});
	});

	test('a sign-on carries the gaps that were seen', () => {
		expect(buildSignOn([4, 5], { ...frame, reason: '补签' })).toMatchObject({ grid: 77, gaps: [4, 5], reason: '补签' });
	});
});

test('a correction starts from what was sent', () => {
	const submission: TonightSubmission = {
		id: 'a',
		number: 1,
		received_at: '2026-11-23T14:26:00Z',
		state: 'on_time',
		reporter: '李四',
		reported_as: 'unit_leader',
		on_behalf: false,
		stand_in: false,
		reason: null,
		note: null,
		entries: [{ student: 2, kind: 'late_return', returned_at: '2026-11-23T14:50:00Z', reason: '实验' }],
	};
	const ticks = rollOf(rooms, submission, 'Asia/Shanghai');
	expect(ticks[2]).toEqual({ mark: 'late_return', time: '22:50', reason: '实验' });
	// On approved leave, but counted in: it stays as it was sent.
	expect(ticks[12]).toEqual({ mark: 'in', time: '', reason: '' });
	expect(viewUnit(rooms, ticks).ready).toBe(true);
});
