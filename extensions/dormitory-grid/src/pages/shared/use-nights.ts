import { ref } from 'vue';
import { ROUTES } from '../../constants/routes.ts';
import { dateText } from '../../domain/clock-text.ts';
import type { NightHead } from '../../types/api.ts';
import { isRecord, request } from './request.ts';
import { useTexts } from './use-texts.ts';

/** As many nights as a list to choose from can hold. */
const MOST = 60;

/** The latest nights to choose from, and what each is called. */
export function useNights() {
	const { language, say } = useTexts();
	const nights = ref<NightHead[]>([]);

	async function load(): Promise<void> {
		const reply = await request(`${ROUTES.nights}?limit=${MOST}`);
		if (reply.kind === 'ok' && isRecord(reply.body) && Array.isArray(reply.body['nights']))
			nights.value = reply.body['nights'];
	}

	function nameOf({ date, kind }: NightHead): string {
		const day = dateText(date, language.value);
		return kind === 'rehearsal' ? `${day} · ${say('night.rehearsal')}` : day;
	}

	void load();
	return { nights, nameOf };
}
