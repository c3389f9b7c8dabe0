import { mountPage } from '../shared/mount-page.ts';
import IssuesApp from './issues-app.vue';

mountPage(IssuesApp);
