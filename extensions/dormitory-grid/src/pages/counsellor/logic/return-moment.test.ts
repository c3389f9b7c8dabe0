import { expect, test } from 'vitest';
import { returnMoment } from './return-moment.ts';

const ZONE = 'Asia/Shanghai';
const at = (clock: string) => `2026-03-02T${clock}.000Z`;
const opens = at('14:20:35');

test.each([
	['the present minute is now', '22:51', at('14:51:20'), null],
	['a time ahead of the clock is now', '22:55', at('14:51:20'), null],
	['an earlier time is itself', '22:45', at('14:51:20'), at('14:45:00')],
	['the minute of the opening is not before it', '22:20', at('14:51:20'), opens],
	['after midnight, an evening time is of the evening', '23:50', at('16:10:00'), at('15:50:00')],
	['no clock face is now', '', at('14:51:20'), null],
])('%s', (_, face, now, expected) => {
	expect(returnMoment(face, Date.parse(now), opens, ZONE)).toBe(expected);
});
