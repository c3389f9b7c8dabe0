import { onScopeDispose, type Ref, ref, watch } from 'vue';

/** An element's inner width in pixels, as it changes; 0 while there is none. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
	const width = ref(0);
	const watching = new ResizeObserver((entries) => {
		for (const { contentRect } of entries) width.value = contentRect.width;
	});
	watch(
		element,
		(found, before) => {
			if (before) watching.unobserve(before);
			if (found) watching.observe(found);
			else width.value = 0;
		},
		{ immediate: true, flush: 'post' },
	);
	onScopeDispose(() => watching.disconnect());
	return width;
}
