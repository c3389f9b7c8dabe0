import { expect, test } from 'vitest';
import { ACTOR_STEPS } from '../../../constants/issues.ts';
import { orderSteps } from './step-order.ts';

test('what the issue waits for comes first, and nothing that is open is left out', () => {
	const { wanted, first, more } = orderSteps(['note', 'escalate', 'settle', 'take', 'follow', 'protect'], 'settle');
	expect(wanted).toBe('settle');
	expect(first).toEqual(['settle', 'take', 'escalate', 'protect']);
	expect(more).toEqual(['note', 'follow']);
	expect(orderSteps(['note', 'dispatch'], 'settle').wanted).toBeNull();
	const all = orderSteps(ACTOR_STEPS, 'nothing');
	expect(new Set([...all.first, ...all.more])).toEqual(new Set(ACTOR_STEPS));
});
