import { z } from 'zod';
import { clientKey, integerKey, keyed, text, uuid } from './fields.ts';

export const emergencyInput = z.object({
	client_key: clientKey,
	grid: integerKey,
	room: integerKey.nullish(),
	kind: z.enum(['injury', 'fire', 'conflict', 'missing', 'other']),
	note: text(2000).nullish(),
	students: z.array(integerKey).max(50).nullish(),
});
export type ParsedEmergency = z.infer<typeof emergencyInput>;

export const ackInput = z.object({
	client_key: clientKey,
	emergency: keyed(uuid),
	note: text(2000).nullish(),
});
