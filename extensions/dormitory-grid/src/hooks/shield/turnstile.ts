export interface TurnstileRule {
	/** So many are let through side by side. */
	places: number;
	/** Milliseconds after which a place is free again. */
	holdFor: number;
	/** So many may wait in one lane. */
	longestLane: number;
}

export interface Pass {
	/** Gives up waiting; who is inside stays for his time. */
	leave: () => void;
}

/**
 * Lets a few through at a time, lane by lane in turn: whoever fills one lane holds up nobody in another. A place is given
 * back by the clock alone: how soon the next comes in tells nothing about what the one before found, and hanging up early
 * makes no room for more.
 */
export interface Turnstile {
	/** Calls `start` at once or later; `null`: the lane is full. */
	enter: (lane: string, start: () => void) => Pass | null;
	waiting: () => number;
}

export function createTurnstile(rule: TurnstileRule): Turnstile {
	/** In the order in which the lanes have their turn. */
	const lanes = new Map<string, (() => void)[]>();
	let inside = 0;

	function admit(): void {
		while (inside < rule.places) {
			const [first] = lanes;
			if (!first) return;
			const [lane, line] = first;
			const start = line.shift();
			lanes.delete(lane);
			if (line.length > 0) lanes.set(lane, line);
			if (!start) continue;
			inside += 1;
			start();
		}
	}

	return {
		enter(lane, start) {
			const line = lanes.get(lane) ?? [];
			if (line.length >= rule.longestLane) return null;
			const begin = (): void => {
				setTimeout(() => {
					inside -= 1;
					admit();
				}, rule.holdFor).unref();
				start();
			};
			line.push(begin);
			lanes.set(lane, line);
			admit();
			return {
				leave() {
					const place = line.indexOf(begin);
					if (place === -1) return;
					line.splice(place, 1);
					if (line.length === 0 && lanes.get(lane) === line) lanes.delete(lane);
				},
			};
		},
		waiting: () => [...lanes.values()].reduce((sum, line) => sum + line.length, 0),
	};
}
