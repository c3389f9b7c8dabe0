import { expect, it } from 'vitest';
import { readDevice, signDevice } from './trusted-device.ts';

it('knows its own cookie again, for the same account and secret only', () => {
	const cookie = signDevice('a@college.example', 'n1', 'secret');
	expect(readDevice(cookie, 'a@college.example', 'secret')).toBe('n1');
	expect(readDevice(cookie, 'b@college.example', 'secret')).toBeNull();
	expect(readDevice(cookie, 'a@college.example', 'other')).toBeNull();
});

it.each([undefined, null, '', '.', 'n1', 'n1.', 'n1.x', 'n1.x.y', 7, ['n1.x']])('does not know %j', (cookie) => {
	expect(readDevice(cookie, 'a@college.example', 'secret')).toBeNull();
});
