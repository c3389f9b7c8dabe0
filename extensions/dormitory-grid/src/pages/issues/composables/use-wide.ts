import { onScopeDispose, type Ref, ref } from 'vue';

/** Whether there is room for a list and an issue side by side. */
export function useWide(): Readonly<Ref<boolean>> {
	const query = matchMedia('(min-width: 1000px)');
	const wide = ref(query.matches);
	const follow = () => (wide.value = query.matches);
	query.addEventListener('change', follow);
	onScopeDispose(() => query.removeEventListener('change', follow));
	return wide;
}
