import type { HookExtensionContext } from '@directus/extensions';
import { type StartFinding, checkStart, describeFinding } from './start-check.ts';

/**
 * Directus only logs what an init hook throws, so this ends the process itself, as Directus does without its tables. Runs in
 * `app.before`: a server stops there, while no CLI command comes so far.
 */
export async function stopUnsafeStart({ env, database, logger }: HookExtensionContext): Promise<void> {
	const settings: unknown = await database('directus_settings').select('public_registration').first();
	const isPublic =
		typeof settings === 'object' &&
		settings !== null &&
		'public_registration' in settings &&
		Boolean(settings.public_registration);
	const findings = checkStart(env, isPublic);
	for (const finding of findings.filter(isAdvice)) logger.warn(describeFinding(finding));
	const faults = findings.filter((finding) => !isAdvice(finding));
	if (faults.length === 0) return;
	// Not through the logger: it may write from another thread, and the process ends here.
	for (const fault of faults) process.stderr.write(`${describeFinding(fault)}\n`);
	process.exit(1);
}

function isAdvice(finding: StartFinding): boolean {
	return finding.kind === 'should';
}
