import { mountPage } from '../shared/mount-page.ts';
import TonightApp from './tonight-app.vue';

mountPage(TonightApp);
