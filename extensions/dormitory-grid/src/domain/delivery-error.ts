import type { OutboxChannel } from '../types/api.ts';
import type { DeliveryProblem } from '../types/api-messages.ts';

/** Written by services/deliver-outbox.ts itself, in no language of a person: read here alone. */
export const OWN_ERRORS = {
	robot_off: 'the robot is switched off',
	robot_host: 'the address is not one of the platform’s own (GRID_ROBOT_HOSTS)',
	given_up: 'given up after so many tries',
	timeout: 'no answer in time',
} as const satisfies Partial<Record<DeliveryProblem, string>>;

const MAIL_SIGNS: readonly [DeliveryProblem, RegExp][] = [
	['login', /\b(?:EAUTH|534|535)\b|invalid login/i],
	['address', /\b(?:550|553)\b/],
	['timeout', /timed? ?out|ETIMEDOUT/i],
	['unreachable', /ECONN|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|getaddrinfo|socket|fetch failed/i],
	['refused', /\b[45]\d\d\b/],
];

const ROBOT_SIGNS: readonly [DeliveryProblem, RegExp][] = [
	['timeout', /timed? ?out|TimeoutError|aborted/i],
	['unreachable', /fetch failed|ECONN|ENOTFOUND|EAI_AGAIN/i],
	['too_often', /^429\b|\b(?:45009|130101|9499|11232)\b/],
	['unreachable', /^5\d\d\b/],
	['robot', /^[234]\d\d\b/],
];

export function explainDelivery(channel: OutboxChannel, error: string): DeliveryProblem {
	for (const [problem, text] of Object.entries(OWN_ERRORS) as [keyof typeof OWN_ERRORS, string][])
		if (error.startsWith(text)) return problem;
	const signs = channel === 'robot' ? ROBOT_SIGNS : MAIL_SIGNS;
	return signs.find(([, sign]) => sign.test(error))?.[0] ?? 'other';
}
