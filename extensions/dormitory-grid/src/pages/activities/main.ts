import { mountPage } from '../shared/mount-page.ts';
import ActivitiesApp from './activities-app.vue';

mountPage(ActivitiesApp);
