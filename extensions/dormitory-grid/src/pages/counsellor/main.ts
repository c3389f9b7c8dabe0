import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import { registerWorker } from '../shared/register-worker.ts';
import CounsellorApp from './counsellor-app.vue';

createApp(CounsellorApp).mount('#app');
registerWorker();
