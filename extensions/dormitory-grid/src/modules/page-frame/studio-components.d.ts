import type { DefineComponent } from 'vue';

/** Registered by the Studio for every extension. */
declare module 'vue' {
	interface GlobalComponents {
		PrivateView: DefineComponent<{ title?: string; icon?: string }>;
	}
}
