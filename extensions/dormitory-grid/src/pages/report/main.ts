import { mountPage } from '../shared/mount-page.ts';
import ReportApp from './report-app.vue';

mountPage(ReportApp);
