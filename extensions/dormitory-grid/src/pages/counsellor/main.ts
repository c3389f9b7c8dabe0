import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import CounsellorApp from './counsellor-app.vue';

createApp(CounsellorApp).mount('#app');
