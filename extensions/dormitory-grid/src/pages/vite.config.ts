import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { pageShell } from './page-shell.ts';
import { type PageHead, PAGES } from './page-table.ts';

const here = import.meta.dirname;

const shells = new Map<string, string>(
	Object.entries<PageHead>(PAGES).map(([name, head]) => [resolve(here, `${name}.html`), pageShell(name, head)]),
);

/** The pages' documents are written by page-shell.ts and lie in no file. */
const pageShells: Plugin = {
	name: 'page-shells',
	enforce: 'pre',
	resolveId: (id) => (shells.has(id) ? id : null),
	load: (id) => shells.get(id) ?? null,
};

/**
 * The light pages: built into the bundle's dist, served by hooks/pages. Relative addresses, so that they hold where a
 * proxy serves Directus below a path; nothing inline, as the page's own CSP forbids it.
 */
export default defineConfig({
	root: here,
	base: './',
	publicDir: resolve(here, 'public'),
	plugins: [pageShells, vue()],
	define: { __VUE_OPTIONS_API__: false },
	build: {
		outDir: resolve(here, '../../dist/pages'),
		emptyOutDir: true,
		// Phones of some years ago, and the WebViews of the chat programs that links are opened in.
		target: ['es2020', 'chrome87', 'safari15.4', 'firefox98'],
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		rollupOptions: {
			input: {
				...Object.fromEntries(Object.keys(PAGES).map((name) => [name, resolve(here, `${name}.html`)])),
				studio: resolve(here, 'studio.ts'),
				sw: resolve(here, 'worker/sw.ts'),
			},
			// A service worker reaches no further up than its own address, and its name stays.
			output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
		},
	},
});
