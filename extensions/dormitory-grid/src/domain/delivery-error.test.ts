import { expect, it } from 'vitest';
import { explainDelivery, OWN_ERRORS } from './delivery-error.ts';

it.each([
	['mail', "Can't send mail - all recipients were rejected: 550 no such user", 'address'],
	['mail', '451 busy', 'refused'],
	['mail', 'connect ECONNREFUSED 127.0.0.1:25', 'unreachable'],
	['mail', 'getaddrinfo ENOTFOUND mail.college.example', 'unreachable'],
	['mail', 'Invalid login: 535 5.7.8 Error: authentication failed', 'login'],
	['mail', 'Greeting never received: Connection timed out', 'timeout'],
	['mail', OWN_ERRORS.timeout, 'timeout'],
	['mail', `${OWN_ERRORS.given_up}: 9`, 'given_up'],
	['mail', 'something new', 'other'],
	['robot', '200 {"errcode":93000,"errmsg":"invalid webhook url"}', 'robot'],
	['robot', '200 {"errcode":45009,"errmsg":"api freq out of limit"}', 'too_often'],
	['robot', '429 ', 'too_often'],
	['robot', '503 <html>', 'unreachable'],
	['robot', '404 ', 'robot'],
	['robot', 'TypeError: fetch failed', 'unreachable'],
	['robot', 'TimeoutError: The operation was aborted due to timeout', 'timeout'],
	['robot', OWN_ERRORS.robot_off, 'robot_off'],
	['robot', OWN_ERRORS.robot_host, 'robot_host'],
] as const)('%s: %s', (channel, error, problem) => {
	expect(explainDelivery(channel, error)).toBe(problem);
});
