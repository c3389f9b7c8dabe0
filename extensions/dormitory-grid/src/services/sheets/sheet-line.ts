/**
 * Sheets are read one at a time: each may take a core and some hundred megabytes. A few wait in line, whoever comes after
 * them is told to come again.
 */
const WAITING = 4;

const waiting: (() => void)[] = [];
let busy = false;

/** Whether there was a turn to be had; whoever got one gives it back with `endTurn`. */
export async function takeTurn(gone?: AbortSignal): Promise<boolean> {
	if (!busy) return (busy = true);
	if (waiting.length >= WAITING || gone?.aborted) return false;
	return await new Promise((resolve) => {
		const start = () => {
			gone?.removeEventListener('abort', leave);
			resolve(true);
		};
		const leave = () => {
			waiting.splice(waiting.indexOf(start), 1);
			resolve(false);
		};
		gone?.addEventListener('abort', leave, { once: true });
		waiting.push(start);
	});
}

export function endTurn(): void {
	const next = waiting.shift();
	if (next) next();
	else busy = false;
}
