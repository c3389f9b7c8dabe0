const LOOK_MS = 1000;

/**
 * Ends this process when the one that started it is gone. `npm start` runs it in a shell that dies of a signal and passes
 * none on: without this the server, or an installation, would go on with nobody to stop it.
 */
export function endWithParent() {
	if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		process.kill(process.pid, 'SIGTERM');
	}, LOOK_MS);
	timer.unref();
}
