import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Application, Request } from 'express';
import { findImportProblem } from './import-file.ts';
import { answerRefusal } from './refusal.ts';

/** 32 MiB hold some 50,000 rows of 20 columns. Directus itself would take any size. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Files held in memory at once. */
const MAX_AT_ONCE = 3;

/** Looks into an uploaded file before Directus's import does, and then hands it on as it came. */
export function checkImports(app: Application): void {
	let open = 0;
	app.use('/utils/import', (req, res, next) => {
		if (req.method !== 'POST' || !req.is('multipart/form-data')) return next();
		if (!req.accountability?.user) return answerRefusal(res, 'signIn');
		if (open >= MAX_AT_ONCE) return answerRefusal(res, 'slowDown', '10');
		open += 1;
		res.once('close', () => (open -= 1));
		readBody(req)
			.then(async (body) => {
				if (body === null) return answerRefusal(res, 'tooLarge', `${MAX_BYTES / 1024 / 1024} MiB`);
				for (const { mimeType, content } of await listFiles(req, body)) {
					const problem = findImportProblem(mimeType, content);
					if (!problem) continue;
					const detail = 'header' in problem ? problem.header : 'key' in problem ? problem.key : problem.kind;
					return answerRefusal(res, 'importFile', detail);
				}
				replayBody(req, body);
				next();
			})
			.catch(next);
	});
}

/** Null when it is too large; the rest is then read and dropped, so that the answer arrives. */
async function readBody(req: Request): Promise<Buffer | null> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of req) {
		if (!Buffer.isBuffer(chunk)) continue;
		size += chunk.length;
		if (size <= MAX_BYTES) chunks.push(chunk);
		else chunks.length = 0;
	}
	return size > MAX_BYTES ? null : Buffer.concat(chunks);
}

async function listFiles(req: Request, body: Buffer): Promise<{ mimeType: string; content: Buffer }[]> {
	const files: { mimeType: string; content: Buffer }[] = [];
	await new Promise<void>((resolve, reject) => {
		const parts = busboy({ headers: req.headers });
		parts.on('file', (_name, stream, { mimeType }) => {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => files.push({ mimeType, content: Buffer.concat(chunks) }));
			stream.on('error', reject);
		});
		parts.on('close', resolve);
		parts.on('error', reject);
		parts.end(body);
	});
	return files;
}

/** Directus's import pipes the request into its own parser; it gets the same bytes. */
function replayBody(req: Request, body: Buffer): void {
	req.pipe = <T extends NodeJS.WritableStream>(target: T, options?: { end?: boolean }): T =>
		Readable.from([body]).pipe(target, options);
}
