import { createApp } from 'vue';
import '../styles/tokens.css';
import '../styles/base.css';
import './print.css';
import SheetApp from './sheet-app.vue';

createApp(SheetApp).mount('#app');
