import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import { registerWorker } from '../shared/register-worker.ts';
import TonightApp from './tonight-app.vue';

createApp(TonightApp).mount('#app');
registerWorker();
