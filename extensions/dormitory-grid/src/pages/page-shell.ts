import type { PageHead } from './page-table.ts';

/** The document of a light page: the same for all of them but for what {@link PageHead} says. */
export function pageShell(name: string, { title, offline, installed }: PageHead): string {
	const onScreen = installed
		? [
				`<link rel="apple-touch-icon" href="${installed.icon}" />`,
				`<link rel="manifest" href="${installed.manifest}" />`,
				'<meta name="apple-mobile-web-app-capable" content="yes" />',
				`<meta name="apple-mobile-web-app-title" content="${installed.name}" />`,
				'<meta name="mobile-web-app-capable" content="yes" />',
			]
		: [];
	return `<!doctype html>
<html lang="zh-CN"${offline ? ' data-offline' : ''}>
	<head>
		${[
			'<meta charset="utf-8" />',
			`<title>${title}</title>`,
			'<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />',
			'<meta name="color-scheme" content="light dark" />',
			'<meta name="theme-color" content="#16233f" media="(prefers-color-scheme: light)" />',
			'<meta name="theme-color" content="#131d33" media="(prefers-color-scheme: dark)" />',
			'<meta name="format-detection" content="telephone=no" />',
			'<meta name="robots" content="noindex" />',
			'<link rel="icon" href="./shared/icon.svg" type="image/svg+xml" />',
			...onScreen,
			`<script type="module" src="./${name}/main.ts"></script>`,
		].join('\n\t\t')}
	</head>
	<body>
		<div id="app"></div>
		<noscript>请启用 JavaScript 后再打开。Please enable JavaScript.</noscript>
	</body>
</html>
`;
}
