import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { rejectionCount, watchRejections } from './rejections.ts';

it('logs and counts what nobody awaited, once, however often it is installed', () => {
	const watched = new EventEmitter();
	const logged: unknown[] = [];
	expect(rejectionCount(watched)).toBe(0);
	watchRejections((reason) => logged.push(reason), watched);
	watchRejections((reason) => logged.push(reason), watched);
	const reason = new Error('nobody awaited this');
	watched.emit('unhandledRejection', reason);
	expect(logged).toEqual([reason]);
	expect(rejectionCount(watched)).toBe(1);
	expect(watched.listenerCount('unhandledRejection')).toBe(1);
});
