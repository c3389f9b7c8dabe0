import type { ProofUse } from '../../../constants/public.ts';
import { ROUTES } from '../../../constants/routes.ts';
import type { Challenge, PublicPlace, RaisedAnswer, ReceiptAnswer } from '../../../types/api-public.ts';
import { isRecord, type Reply, request, type RequestOptions } from '../../shared/request.ts';
import type { Texts } from '../../shared/use-texts.ts';
import { prove } from '../logic/prove.ts';

export type Outcome<Answer> = { kind: 'ok'; answer: Answer } | Exclude<Reply, { kind: 'ok' }>;

export interface Report {
	client_key: string;
	kind: string;
	category: string;
	description: string;
	about: string | null;
	name: string;
	contact: string;
	photos: readonly string[];
}

/** The public routes, asked as a stranger in the language of the page. */
export function usePublic(code: string, { language }: Pick<Texts<string>, 'language'>) {
	const door = `${ROUTES.public}/${encodeURIComponent(code)}`;

	async function ask<Answer>(
		path: string,
		accept: (body: unknown) => body is Answer,
		options: RequestOptions = {},
	): Promise<Outcome<Answer>> {
		const headers = { 'Accept-Language': language.value, ...options.headers };
		const reply = await request(path, { timeout: 20_000, ...options, headers, stranger: true });
		if (reply.kind !== 'ok') return reply;
		return accept(reply.body) ? { kind: 'ok', answer: reply.body } : { kind: 'unreachable', why: 'offline' };
	}

	async function proofFor(use: ProofUse): Promise<Outcome<string>> {
		const asked = await ask(`${door}/challenge?for=${use}`, isChallenge);
		if (asked.kind !== 'ok') return asked;
		return { kind: 'ok', answer: (await prove(asked.answer)) ?? '' };
	}

	return {
		door: async () => await ask(door, isPlace),
		receipt: async (receipt: string) =>
			await ask(`${ROUTES.public}/receipts`, isReceipt, { method: 'POST', body: { receipt } }),
		answer: async (body: { receipt: string; solved: boolean; rating: number | null; note: string }) =>
			await ask(`${ROUTES.public}/receipts/answer`, isReceipt, { method: 'POST', body }),
		async raise(report: Report): Promise<Outcome<RaisedAnswer>> {
			const proof = await proofFor('issue');
			if (proof.kind !== 'ok') return proof;
			return await ask(`${door}/issues`, isRaised, { method: 'POST', body: { ...report, proof: proof.answer } });
		},
		async photo(file: Blob, key: string): Promise<Outcome<{ id: string }>> {
			const proof = await proofFor('photo');
			if (proof.kind !== 'ok') return proof;
			const headers = { 'X-Grid-Key': key, 'X-Grid-Proof': proof.answer };
			return await ask(`${door}/photos`, isPhoto, { method: 'POST', file, headers, timeout: 60_000 });
		},
		async meToo(ref: string, key: string): Promise<Outcome<{ counted: boolean }>> {
			const proof = await proofFor('me-too');
			if (proof.kind !== 'ok') return proof;
			const body = { client_key: key, proof: proof.answer };
			return await ask(`${door}/issues/${ref}/me-too`, isCounted, { method: 'POST', body });
		},
	};
}

export type Public = ReturnType<typeof usePublic>;

const isChallenge = (body: unknown): body is Challenge => isRecord(body) && typeof body['salt'] === 'string';
const isPlace = (body: unknown): body is PublicPlace => isRecord(body) && Array.isArray(body['open']);
const isReceipt = (body: unknown): body is ReceiptAnswer => isRecord(body) && Array.isArray(body['steps']);
const isRaised = (body: unknown): body is RaisedAnswer => isRecord(body) && typeof body['receipt'] === 'string';
const isPhoto = (body: unknown): body is { id: string } => isRecord(body) && typeof body['id'] === 'string';
const isCounted = (body: unknown): body is { counted: boolean } =>
	isRecord(body) && typeof body['counted'] === 'boolean';
