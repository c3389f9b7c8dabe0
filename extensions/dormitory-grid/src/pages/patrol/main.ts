import { mountPage } from '../shared/mount-page.ts';
import PatrolApp from './patrol-app.vue';

mountPage(PatrolApp);
