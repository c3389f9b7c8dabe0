import { mountPage } from '../shared/mount-page.ts';
import './print.css';
import SheetApp from './sheet-app.vue';

mountPage(SheetApp);
