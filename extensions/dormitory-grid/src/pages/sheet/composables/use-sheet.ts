import { ROUTES } from '../../../constants/routes.ts';
import type { SheetAnswer } from '../../../types/api-sheet.ts';
import { isRecord } from '../../shared/request.ts';
import type { Clock } from '../../shared/use-clock.ts';
import { usePoll } from '../../shared/use-poll.ts';

/** One floor's sheet, asked for once and when it is looked at again: what lies on paper does not move either. */
export function useSheet(clock: Clock, floor: number) {
	return usePoll<SheetAnswer>({
		address: () => `${ROUTES.sheet}?floor=${floor}`,
		accept: isSheet,
		interval: () => null,
		clock,
	});
}

function isSheet(body: unknown): body is SheetAnswer {
	return isRecord(body) && typeof body['now'] === 'string' && isRecord(body['floor']) && Array.isArray(body['units']);
}
