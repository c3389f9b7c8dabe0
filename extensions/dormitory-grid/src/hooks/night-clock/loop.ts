export interface Loop {
	start: () => void;
	/** Runs as soon as the running run is done. */
	wake: () => void;
	/** Resolves when no run is going on any more. */
	stop: () => Promise<void>;
}

export interface LoopRule {
	/**
	 * @param given whether this run has been given up meanwhile
	 * @returns milliseconds until the next run
	 */
	run: (given: { up: boolean }) => Promise<number>;
	/** Milliseconds after which a run is given up and the next one begins. */
	limit: number;
	/** Milliseconds after a run that failed. */
	rest: number;
	onFailure: (error: unknown) => void;
	onLimit: () => void;
}

/**
 * Runs one after another, never two at a time, for as long as each ends within the limit. One that does not is left to
 * itself: what it does later sets no timer and starts nothing.
 */
export function createLoop({ run, limit, rest, onFailure, onLimit }: LoopRule): Loop {
	let timer: NodeJS.Timeout | null = null;
	let running: Promise<void> | null = null;
	let started = false;
	let wanted = false;

	async function runWithin(): Promise<number> {
		const given = { up: false };
		let watch: NodeJS.Timeout | undefined;
		const late = new Promise<'late'>((resolve) => {
			watch = setTimeout(() => resolve('late'), limit);
			watch.unref();
		});
		const work = run(given).catch((error: unknown) => {
			onFailure(error);
			return rest;
		});
		const end = await Promise.race([work, late]);
		clearTimeout(watch);
		if (end !== 'late') return end;
		given.up = true;
		onLimit();
		return 0;
	}

	function schedule(delay: number): void {
		if (!started) return;
		if (timer) clearTimeout(timer);
		timer = setTimeout(begin, Math.max(0, delay));
		timer.unref();
	}

	function begin(): void {
		if (running) {
			wanted = true;
			return;
		}
		running = runWithin().then((delay) => {
			running = null;
			schedule(wanted ? 0 : delay);
			wanted = false;
		});
	}

	return {
		start() {
			started = true;
			begin();
		},
		wake() {
			if (started) begin();
		},
		async stop() {
			started = false;
			if (timer) clearTimeout(timer);
			await running;
		},
	};
}
