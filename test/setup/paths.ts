import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
export const at = (...parts: string[]): string => join(ROOT, ...parts);
/** What is made once and kept between runs; git ignores it. */
export const KEPT = at('.cache', 'test');
export const DIRECTUS_CLI = at('node_modules', 'directus', 'cli.js');
