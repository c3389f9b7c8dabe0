import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import ImportsApp from './imports-app.vue';

createApp(ImportsApp).mount('#app');
