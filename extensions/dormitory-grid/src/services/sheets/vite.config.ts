import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** The sheets' thread: a thread starts from a file of its own, and the bundle's api.js is one file. */
export default defineConfig({
	root: here,
	publicDir: false,
	ssr: { noExternal: true },
	build: {
		ssr: resolve(here, 'sheet-worker.ts'),
		target: 'node22',
		outDir: resolve(here, '../../../dist/sheets'),
		emptyOutDir: true,
		rollupOptions: { output: { entryFileNames: 'sheet-worker.js' } },
	},
});
