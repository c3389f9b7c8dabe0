import { describe, expect, test } from 'vitest';
import type { NightEvent } from '../types/api-desk.ts';
import { foldMessages, inOrder, minutesOf, nightAt } from './night-events.ts';

const at = (clock: string) => `2026-03-02T${clock}.000Z`;
const counts = (present: number, not_returned = 0) => ({
	residents: present + not_returned,
	present,
	late_return: 0,
	not_returned,
	on_leave: 0,
});
const report = (grid: number, clock: string, more: Partial<NightEvent> = {}): NightEvent => ({
	id: `report:${grid}:${clock}`,
	at: at(clock),
	kind: 'report',
	grid,
	state: 'on_time',
	number: 1,
	counts: counts(6),
	...more,
});
const message = (id: number, clock: string, more: Partial<NightEvent> = {}): NightEvent => ({
	id: `message:${id}`,
	at: at(clock),
	kind: 'message',
	about: 'reminder',
	channel: 'notification',
	person: `甲${id}`,
	...more,
});
const units = [1, 2].map((id) => ({ id, code: `1-1-${id}`, building: 9, floor: 8, residents: 6 }));

test('events of one moment keep one order', () => {
	const events = [report(2, '14:25:00'), report(1, '14:25:00'), report(1, '14:21:00')];
	expect(inOrder(events).map(({ id }) => id)).toEqual(inOrder(events.toReversed()).map(({ id }) => id));
	expect(inOrder(events)[0]?.at).toBe(at('14:21:00'));
});

describe('folding messages', () => {
	test('one reminder to many people is one line', () => {
		const folded = foldMessages([message(1, '14:28:00'), message(2, '14:28:00'), message(3, '14:28:01')]);
		expect(folded).toMatchObject([{ id: 'message:1', count: 3 }]);
	});

	test('another minute, way, kind or fate is another line', () => {
		const all = [
			message(1, '14:28:59'),
			message(2, '14:29:00'),
			message(3, '14:29:00', { channel: 'mail' }),
			message(4, '14:29:00', { channel: 'mail', undelivered: 'dead' }),
			message(5, '14:29:00', { about: 'ladder', channel: 'mail', undelivered: 'dead' }),
		];
		expect(foldMessages(all)).toEqual(all);
	});

	test('reports are never folded', () => {
		const all = [report(1, '14:25:00'), report(2, '14:25:00')];
		expect(foldMessages(all)).toEqual(all);
	});
});

describe('the night at a moment', () => {
	const events = [
		report(1, '14:25:00'),
		{ id: 'back', at: at('14:30:00'), kind: 'handback', grid: 1 } as const,
		report(1, '14:33:00', { number: 2, counts: counts(5, 1) }),
		report(2, '14:45:00', { state: 'late', counts: counts(6) }),
	];
	const moment = (clock: string) => nightAt(units, events, Date.parse(at(clock)));

	test('nothing is known before the first report', () => {
		expect(moment('14:24:59')).toMatchObject({ reported: 0, onTime: 0, counts: { residents: 0 } });
	});

	test('a report counts from the moment it came', () => {
		expect(moment('14:25:00')).toMatchObject({ reported: 1, onTime: 1, counts: { residents: 6, present: 6 } });
	});

	test('a unit handed back is so until it reports again, and what it had said stands', () => {
		expect(moment('14:31:00').units[0]).toMatchObject({ handedBack: true, report: { number: 1 } });
		expect(moment('14:33:00').units[0]).toMatchObject({
			handedBack: false,
			report: { number: 2, state: 'on_time', counts: { not_returned: 1 } },
		});
	});

	test('a late report is reported, not on time; a correction of a punctual one stays punctual', () => {
		expect(moment('15:00:00')).toMatchObject({ reported: 2, onTime: 1 });
	});
});

describe('the minutes of a replay', () => {
	test('run from the opening to a minute after the last event', () => {
		const minutes = minutesOf(at('14:20:00'), at('14:40:00'), [report(1, '14:25:00'), report(2, '14:50:30')]);
		expect(minutes[0]).toBe(Date.parse(at('14:20:00')));
		expect(minutes.at(-1)).toBe(Date.parse(at('14:51:00')));
		expect(minutes).toHaveLength(32);
	});

	test('of a night in which nothing happened reach its close', () => {
		expect(minutesOf(at('14:20:00'), at('14:40:00'), []).at(-1)).toBe(Date.parse(at('14:41:00')));
	});
});
