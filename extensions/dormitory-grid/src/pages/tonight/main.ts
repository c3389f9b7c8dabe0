import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import TonightApp from './tonight-app.vue';

createApp(TonightApp).mount('#app');

// Its scope is /grid/: the Studio never runs under it. Asked for late, so that it takes nothing from the first screen.
if ('serviceWorker' in navigator) {
	window.addEventListener('load', () => void navigator.serviceWorker.register('./sw.js').catch(() => undefined));
}
