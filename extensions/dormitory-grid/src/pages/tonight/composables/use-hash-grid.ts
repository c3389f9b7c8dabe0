import { onScopeDispose, readonly, ref } from 'vue';

const PATTERN = /^#grid-(\d+)$/;

/** Which grid below is open for reporting on its behalf, in the address: so the phone's back key closes it. */
export function useHashGrid() {
	const grid = ref(read());
	const follow = () => {
		grid.value = read();
		window.scrollTo(0, 0);
	};
	window.addEventListener('hashchange', follow);
	onScopeDispose(() => window.removeEventListener('hashchange', follow));

	function open(id: number): void {
		location.hash = `grid-${id}`;
	}

	/** Replaces the entry, so that going back does not open it again. */
	function close(): void {
		history.replaceState(null, '', location.pathname + location.search);
		follow();
	}

	return { grid: readonly(grid), open, close };
}

function read(): number | null {
	const [, id] = PATTERN.exec(location.hash) ?? [];
	return id ? Number(id) : null;
}
