import { expect, test } from 'vitest';
import { assetsOf } from './assets-of.ts';

test('finds what a built shell loads, once, and nothing else', () => {
	const html = `<link rel="icon" href="./assets/icon-a1.svg" /><link rel="manifest" href="./tonight.webmanifest">
		<script type="module" crossorigin src="./assets/tonight-b2.js"></script>
		<link rel="modulepreload" crossorigin href="./assets/base-c3.js"><link rel="stylesheet" href="./assets/base-d4.css">
		<link rel="modulepreload" href="./assets/base-c3.js"><a href="https://elsewhere.example/assets/x.js"></a>`;
	expect(assetsOf(html)).toEqual([
		'./assets/icon-a1.svg',
		'./assets/tonight-b2.js',
		'./assets/base-c3.js',
		'./assets/base-d4.css',
	]);
});
