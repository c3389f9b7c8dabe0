import { reactive, ref, watch } from 'vue';
import type { IssueCategory } from '../../../constants/issues.ts';
import type { ComplaintPost, PUBLIC_KINDS } from '../../../constants/public.ts';
import { createClientKey } from '../../shared/client-key.ts';
import { shrinkPhoto } from '../../shared/shrink-photo.ts';
import type { Texts } from '../../shared/use-texts.ts';
import type { ReportTextKey } from '../../../lang/pages/report/zh-CN.ts';
import type { Outcome, Public } from './use-public.ts';

const emptyReport = () => ({
	kind: 'issue' as (typeof PUBLIC_KINDS)[number],
	category: null as IssueCategory | null,
	about: null as ComplaintPost | null,
	description: '',
	name: '',
	contact: '',
});

/** A report in the making. Its key stays until it has been received, so that what is sent twice is stored once. */
export function useReport(door: Public, { say }: Texts<ReportTextKey>) {
	const draft = reactive(emptyReport());
	const photos = ref<Blob[]>([]);
	const busy = ref(false);
	const trouble = ref('');
	let key = createClientKey();
	// What was missing is perhaps no longer.
	watch(draft, () => (trouble.value = ''), { flush: 'sync' });
	/** Photos that have arrived: sent again, a report does not send them again. */
	let sent = new Map<Blob, string>();

	function explain(outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>): string {
		return outcome.kind === 'unreachable'
			? say('form.unreachable')
			: say('form.failed', { message: outcome.error.message });
	}

	async function sendPhotos(): Promise<string[] | null> {
		for (const photo of photos.value) {
			if (sent.has(photo)) continue;
			const outcome = await door.photo(await shrinkPhoto(photo), key);
			if (outcome.kind !== 'ok') {
				trouble.value = explain(outcome);
				return null;
			}
			sent.set(photo, outcome.answer.id);
		}
		return photos.value.flatMap((photo) => sent.get(photo) ?? []);
	}

	/** @returns the receipt; `null`: it was not received, and `trouble` says why */
	async function send(): Promise<string | null> {
		const isComplaint = draft.kind === 'complaint';
		trouble.value =
			draft.category === null && !isComplaint
				? say('form.missing_category')
				: draft.description.trim() === ''
					? say('form.missing_words')
					: '';
		if (trouble.value !== '' || busy.value) return null;
		busy.value = true;
		try {
			const ids = await sendPhotos();
			if (ids === null) return null;
			const category = isComplaint ? 'staff' : (draft.category ?? 'other');
			const about = isComplaint ? draft.about : null;
			const outcome = await door.raise({ ...draft, category, about, client_key: key, photos: ids });
			if (outcome.kind !== 'ok') {
				trouble.value = explain(outcome);
				return null;
			}
			Object.assign(draft, emptyReport());
			photos.value = [];
			sent = new Map();
			key = createClientKey();
			return outcome.answer.receipt;
		} finally {
			busy.value = false;
		}
	}

	return { draft, photos, busy, trouble, send };
}
