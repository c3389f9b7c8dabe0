import type { Language } from '../../constants/languages.ts';
import { ROUTES } from '../../constants/routes.ts';
import { say } from '../../lang/say.ts';
import type { PublicPlacesAnswer } from '../../types/api-public.ts';
import { printCards } from '../print-cards.ts';

/**
 * A building's codes, a card a door.
 * @param base the installation's address, as students reach it, without a slash at its end
 */
export function printPlaces(answer: PublicPlacesAnswer, base: string, language: Language): string {
	const { building, college, phone } = answer;
	const cards = answer.places.map(({ code, name, room }) => ({
		title: name,
		line: room ? `${building} · ${college}` : college,
		address: `${base}${ROUTES.door}/${code}`,
		purpose: ['扫码反映问题，无需登录', 'Scan to report a problem; no log-in'] as const,
		small: [code.replace(/(.{4})(?=.)/g, '$1 '), phone].filter(Boolean).join(' · '),
	}));
	const title = say(language, 'public.print.title', { building });
	return printCards({ title, hint: say(language, 'public.print.hint'), cards }, language);
}
