import type { Request } from 'express';
import { expect, it } from 'vitest';
import { addressOf } from './limit-public.ts';

const from = (ip: string | undefined) => addressOf({ ip } as Request);

it('an address is itself, or the network that its owner has', () => {
	expect(from('10.1.2.3')).toBe('10.1.2.3');
	expect(from('::ffff:10.1.2.3')).toBe('10.1.2.3');
	expect(from('2001:db8:1:2:aaaa:bbbb:cccc:dddd')).toBe('2001:db8:1:2');
	expect(from('2001:0db8:0001:0002::1')).toBe('2001:db8:1:2');
	expect(from('2001:db8::1')).toBe('2001:db8:0:0');
	expect(from('::1')).toBe('0:0:0:0');
	expect(from(undefined)).toBe('unknown');
});
