import { onScopeDispose, ref, type Ref, watch } from 'vue';

/** A page's part in its address, so that a wall board comes up as one after a power cut. */
export function useHash<Part extends string>(parts: readonly [Part, ...Part[]]): Ref<Part> {
	const read = (): Part => parts.find((part) => location.hash === `#${part}`) ?? parts[0];
	const part = ref(read()) as Ref<Part>;
	const follow = () => (part.value = read());
	window.addEventListener('hashchange', follow);
	onScopeDispose(() => window.removeEventListener('hashchange', follow));
	watch(part, (now) => {
		if (read() !== now) location.hash = now;
	});
	return part;
}
