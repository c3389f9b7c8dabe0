import { mountPage } from '../shared/mount-page.ts';
import DeskApp from './desk-app.vue';

mountPage(DeskApp);
