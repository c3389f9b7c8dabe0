import { mountPage } from '../shared/mount-page.ts';
import ImportsApp from './imports-app.vue';

mountPage(ImportsApp);
