/** Addresses of the built assets that a shell loads, in its order. */
export function assetsOf(html: string): string[] {
	return [...new Set([...html.matchAll(/\b(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, path]) => path ?? ''))];
}
