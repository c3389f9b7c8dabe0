// What a deployment runs once before its replicas: Directus's tables, the schema, the seed. Settings come from the environment.
import { prepareDatabase } from './lib/database.mjs';
import { Failure } from './lib/failure.mjs';
import { checkSettings } from './lib/settings.mjs';

try {
	checkSettings(process.env, '环境变量 / environment');
	await prepareDatabase(process.env);
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	console.error(`✘ ${error.message}\n  ${error.advice}`);
	process.exitCode = 1;
}
