import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import { registerWorker } from '../shared/register-worker.ts';
import DeskApp from './desk-app.vue';

createApp(DeskApp).mount('#app');
registerWorker();
