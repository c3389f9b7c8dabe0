import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/**
 * The light pages: built into the bundle's dist, served by hooks/pages. Relative addresses, so that they hold where a
 * proxy serves Directus below a path; nothing inline, as the page's own CSP forbids it.
 */
export default defineConfig({
	root: here,
	base: './',
	publicDir: resolve(here, 'public'),
	plugins: [vue()],
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
				tonight: resolve(here, 'tonight.html'),
				counsellor: resolve(here, 'counsellor.html'),
				desk: resolve(here, 'desk.html'),
				imports: resolve(here, 'imports.html'),
				sheet: resolve(here, 'sheet.html'),
				studio: resolve(here, 'studio.ts'),
				sw: resolve(here, 'worker/sw.ts'),
			},
			// A service worker reaches no further up than its own address, and its name stays.
			output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
		},
	},
});
