import { type Component, createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';

/** Puts a page into its document (page-shell.ts), and the service worker beside it where the page is to open without network. */
export function mountPage(page: Component): void {
	createApp(page).mount('#app');
	if ('offline' in document.documentElement.dataset) registerWorker();
}

/** Its scope is /grid/: the Studio never runs under it. Asked for late, so that it takes nothing from the first screen. */
function registerWorker(): void {
	if (!('serviceWorker' in navigator)) return;
	window.addEventListener('load', () => void navigator.serviceWorker.register('./sw.js').catch(() => undefined));
}
