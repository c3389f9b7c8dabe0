import { onScopeDispose, ref } from 'vue';
import { ISSUE_VIEWS, type IssueView } from '../../../constants/issues.ts';

/** The list and the issue that are looked at, in the page's address: `#watch/12`. The phone's own way back closes a sheet. */
export function useAddress() {
	const view = ref<IssueView>('mine');
	const issue = ref<number | null>(null);

	function read(): void {
		const [name, id] = location.hash.slice(1).split('/');
		view.value = ISSUE_VIEWS.find((one) => one === name) ?? 'mine';
		issue.value = id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
	}

	function open(id: number | null, to: IssueView = view.value): void {
		location.hash = id === null ? to : `${to}/${id}`;
	}

	read();
	window.addEventListener('hashchange', read);
	onScopeDispose(() => window.removeEventListener('hashchange', read));
	return { view, issue, open };
}
