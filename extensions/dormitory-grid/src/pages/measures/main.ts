import { mountPage } from '../shared/mount-page.ts';
import MeasuresApp from './measures-app.vue';

mountPage(MeasuresApp);
