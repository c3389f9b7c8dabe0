import { defineModule } from '@directus/extensions-sdk';
import TonightModule from './tonight-module.vue';

/** 今晚 in the Studio's module bar: the same light page that phones open, under the same session. */
export default defineModule({
	id: 'tonight',
	name: '$t:grid_module_tonight',
	icon: 'bedtime',
	routes: [{ path: '', component: TonightModule }],
});
