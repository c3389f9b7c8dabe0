import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../lib/failure.mjs';
import { at, CACHE } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { preparePostgres } from '../lib/postgres.mjs';
import { runChild } from '../lib/run-child.mjs';
import { withNode } from '../lib/runtime.mjs';

/** `npm test [filter …]`: every test; a skipped test counts as failed, so that nothing goes missing in silence. */
export async function run(args) {
	await prepareWorkspace();
	await preparePostgres();
	const results = join(CACHE, 'test-results.json');
	mkdirSync(CACHE, { recursive: true });
	rmSync(results, { force: true });
	// Off UTC and off Shanghai: what only holds in one zone fails here.
	const env = { ...withNode(process.execPath), TZ: 'America/Sao_Paulo', NODE_NO_WARNINGS: '1' };
	const vitest = at('node_modules', 'vitest', 'vitest.mjs');
	const { code } = await runChild(
		process.execPath,
		[vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...args],
		{ env, show: true },
	);
	if (!existsSync(results)) throw new Failure('测试没有结果 / the tests gave no result');
	const { numPassedTests, numFailedTests, numTotalTests, testResults, success } = JSON.parse(
		readFileSync(results, 'utf8'),
	);
	const skipped = numTotalTests - numPassedTests - numFailedTests;
	for (const file of testResults) {
		// One line a file: what broke stands right above, and is not pushed out of sight.
		const left = file.assertionResults.filter((test) => test.status !== 'passed' && test.status !== 'failed');
		if (left.length > 0)
			console.log(
				`SKIPPED, counted as failed: ${left.length} in ${file.name.slice(at().length + 1)}, the first: ${left[0].fullName}`,
			);
	}
	const brokenFiles = testResults.filter(
		(file) => file.status === 'failed' && file.assertionResults.every((test) => test.status === 'passed'),
	).length;
	const failed = numFailedTests + skipped + brokenFiles;
	console.log(`\n${numPassedTests} passed, ${failed} failed`);
	process.exitCode = code === 0 && success && failed === 0 && numPassedTests > 0 ? 0 : 1;
}
