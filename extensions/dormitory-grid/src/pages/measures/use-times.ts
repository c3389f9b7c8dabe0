import { amountOf } from './logic/amounts.ts';
import { useTexts } from './texts.ts';

/** Minutes as the page says them; none is a dash. */
export function useTimes(): (minutes: number | null) => string {
	const { say } = useTexts();
	return (minutes) => {
		if (minutes === null) return '–';
		const { unit, value } = amountOf(minutes);
		return say(`time.${unit}`, { value });
	};
}
