import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const at = (...parts) => join(ROOT, ...parts);
export const EXTENSION = at('extensions', 'dormitory-grid');
export const CACHE = at('.cache');
export const RUNTIME = at('.runtime');
export const DIRECTUS_CLI = at('node_modules', 'directus', 'cli.js');
