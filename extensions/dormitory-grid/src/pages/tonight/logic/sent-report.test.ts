import { expect, test } from 'vitest';
import type { TonightRoom, TonightSubmission } from '../../../types/api.ts';
import { tickAs } from './roll.ts';
import { describeSent } from './sent-report.ts';

const person = (student: number) => ({
	student,
	name: `学生${student}`,
	number: '',
	bed: null,
	major: null,
	on_leave: false,
});
const rooms: TonightRoom[] = [{ room: 7, number: '301', residents: [person(1), person(2)] }];
const submission: TonightSubmission = {
	id: 'server',
	number: 2,
	received_at: '2026-11-23T14:30:00Z',
	state: 'on_time',
	reporter: '李四',
	reported_as: 'floor_head',
	on_behalf: true,
	stand_in: false,
	reason: '更正',
	note: null,
	entries: [{ student: 2, kind: 'not_returned', returned_at: null, reason: null }],
};
const zone = 'Asia/Shanghai';

test('the server’s copy is what is shown', () => {
	expect(describeSent(rooms, submission, null, null, zone)).toMatchObject({
		receivedAt: submission.received_at,
		onBehalf: true,
		corrections: 1,
		counts: { residents: 2, present: 1, not_returned: 1 },
		away: [{ name: '学生2', room: '301', mark: 'not_returned' }],
	});
});

test('until it comes, what this phone has sent; an older copy does not hide it', () => {
	const receipt = { id: 'mine', receivedAt: '2026-11-23T14:35:00Z' };
	const ticks = { 1: tickAs('in'), 2: tickAs('in') };
	expect(describeSent(rooms, submission, receipt, ticks, zone)).toMatchObject({
		receivedAt: receipt.receivedAt,
		away: [],
	});
	expect(describeSent(rooms, null, receipt, ticks, zone)).toMatchObject({ counts: { present: 2 } });
});

test('somebody’s later correction replaces it', () => {
	const receipt = { id: 'mine', receivedAt: '2026-11-23T14:25:00Z' };
	expect(describeSent(rooms, submission, receipt, {}, zone)).toMatchObject({ reporter: '李四' });
});

test('nothing sent is nothing shown', () => {
	expect(describeSent(rooms, null, null, null, zone)).toBeNull();
});
