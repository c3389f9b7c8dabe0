import { expect, it } from 'vitest';
import { isCompressible } from './is-compressible.ts';

it.each([
	['/admin/assets/index.js', true],
	['/items/students', true],
	['/authors', true],
	['/auth/refresh', false],
	['/AUTH/login', false],
	['/auth', false],
	['/users/me/tfa/generate', false],
])('%s: %s', (path, compressible) => {
	expect(isCompressible(path)).toBe(compressible);
});
