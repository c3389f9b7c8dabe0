import { afterEach, expect, it, vi } from 'vitest';
import { createLoop, type Loop } from './loop.ts';

const LIMIT = 60;
const SOON = 5;

let loop: Loop | null = null;
afterEach(async () => await loop?.stop());

/** A loop whose runs are told one by one; what it does is noted. */
function loopOf(runs: readonly ((given: { up: boolean }) => Promise<number>)[]): string[] {
	const notes: string[] = [];
	let next = 0;
	loop = createLoop({
		run: async (given) => {
			const run = runs[next];
			notes.push(`run ${(next += 1)}`);
			return run === undefined ? await new Promise(() => {}) : await run(given);
		},
		limit: LIMIT,
		rest: SOON,
		onFailure: (error) => notes.push(`failed: ${String(error)}`),
		onLimit: () => notes.push('given up'),
	});
	loop.start();
	return notes;
}

/** On a busy machine a timer comes late, and never early. */
const expectNotes = async (notes: string[], wanted: string[]) =>
	await vi.waitFor(() => expect(notes).toEqual(wanted), { timeout: 10_000, interval: 5 });
const pause = async (milliseconds: number) => await new Promise((resolve) => setTimeout(resolve, milliseconds));
const forLong = async () => await pause(3_600_000).then(() => SOON);
const never = async () => await new Promise<number>(() => {});
const soon = async () => await Promise.resolve(SOON);
const hour = async () => await Promise.resolve(3_600_000);

it('a run that never ends is given up, said, and the next one begins', async () => {
	const notes = loopOf([never, soon, hour]);
	expect(notes).toEqual(['run 1']);
	await expectNotes(notes, ['run 1', 'given up', 'run 2', 'run 3']);
});

it('two that never end are given up one after the other', async () => {
	const notes = loopOf([never, never, hour]);
	await expectNotes(notes, ['run 1', 'given up', 'run 2', 'given up', 'run 3']);
});

it('a run that was given up knows it, and its late end starts nothing', async () => {
	let end: (delay: number) => void = () => {};
	const seen: boolean[] = [];
	const late = async (given: { up: boolean }) => {
		const delay = await new Promise<number>((resolve) => (end = resolve));
		seen.push(given.up);
		return delay;
	};
	const notes = loopOf([late, hour]);
	await expectNotes(notes, ['run 1', 'given up', 'run 2']);
	end(0);
	await pause(LIMIT);
	expect(seen).toEqual([true]);
	expect(notes).toEqual(['run 1', 'given up', 'run 2']);
});

it('a late failure is said, and breaks nothing', async () => {
	let fail: (error: Error) => void = () => {};
	const late = async () => await new Promise<number>((_, reject) => (fail = reject));
	const notes = loopOf([late, hour]);
	await expectNotes(notes, ['run 1', 'given up', 'run 2']);
	fail(new Error('cut'));
	await pause(LIMIT);
	expect(notes).toEqual(['run 1', 'given up', 'run 2', 'failed: Error: cut']);
});

it('a run that fails is said, and the next one comes after the rest', async () => {
	const notes = loopOf([async () => await Promise.reject(new Error('busy')), hour]);
	await expectNotes(notes, ['run 1', 'failed: Error: busy', 'run 2']);
});

it('who wakes it while it runs has it run again at once', async () => {
	const notes = loopOf([async () => await pause(LIMIT / 2).then(() => 3_600_000), hour]);
	loop?.wake();
	loop?.wake();
	await expectNotes(notes, ['run 1', 'run 2']);
	await pause(LIMIT);
	expect(notes).toEqual(['run 1', 'run 2']);
});

it('stopping waits no longer than the limit, and nothing begins after it', async () => {
	const notes = loopOf([forLong, soon]);
	await loop?.stop();
	await pause(LIMIT);
	expect(notes).toEqual(['run 1', 'given up']);
});
