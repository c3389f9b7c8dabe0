import { mountPage } from '../shared/mount-page.ts';
import CounsellorApp from './counsellor-app.vue';

mountPage(CounsellorApp);
