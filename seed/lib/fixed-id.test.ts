import { expect, it } from 'vitest';
import { fixedId } from './fixed-id.ts';

it('names a thing by the same uuid on every machine', () => {
	const id = fixedId('user', 'unit.3-2-1@college.example');
	expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
	expect(fixedId('user', 'unit.3-2-1@college.example')).toBe(id);
	expect(fixedId('assignment', 'unit.3-2-1@college.example')).not.toBe(id);
});
