/** Its scope is /grid/: the Studio never runs under it. Asked for late, so that it takes nothing from the first screen. */
export function registerWorker(): void {
	if (!('serviceWorker' in navigator)) return;
	window.addEventListener('load', () => void navigator.serviceWorker.register('./sw.js').catch(() => undefined));
}
