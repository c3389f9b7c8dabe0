import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { MAX_PHOTO_BYTES } from '../../extensions/dormitory-grid/src/constants/photos.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { findPhotosOf } from '../../extensions/dormitory-grid/src/database/photos.ts';
import { linkPhotos } from '../../extensions/dormitory-grid/src/services/photos/link-photos.ts';
import { type Client, createClient } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { sendPhoto } from '../setup/fixtures/photos.ts';
import { hugePng, phonePicture, picture } from '../setup/fixtures/pictures.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

const DAY_MS = 86_400_000;

describe('photos', () => {
	let server: Server;
	let db: Knex;
	let building: Building;
	let leader: Person;
	let neighbour: Person;
	let group: Person;

	const show = async (client: Client, id: string, headers: Record<string, string> = {}) =>
		await fetch(`${server.url}${ROUTES.photos}/${id}`, {
			headers: { ...headers, ...(client.token ? { authorization: `Bearer ${client.token}` } : {}) },
		});
	/** The server writes to the same file: on SQLite this transaction has to begin with its write. */
	const link = async (uploader: Person, ids: string[], item: string) => {
		const { actor, now } = await findAsker(db, uploader.id, false);
		await db.transaction(async (trx) => await linkPhotos(trx, actor, ids, { collection: C.emergencies, item }, now));
	};
	const alarm = async () =>
		(
			await leader.must<{ id: string }>('POST', `/items/${C.emergencies}`, {
				client_key: randomUUID(),
				grid: building.units[0]?.id,
				kind: 'other',
			})
		).id;

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		building = await createBuilding(server);
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }] });
		neighbour = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[1]?.id ?? 0 }] });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
	});

	it('are made anew: upright, small, and without the place where they were taken', async () => {
		const original = await phonePicture();
		expect(original.includes('GPS') || original.includes('ACME')).toBe(true);
		expect((await sharp(original).metadata()).exif?.length).toBeGreaterThan(60);
		const sent = await sendPhoto(leader, original);
		expect(sent).toMatchObject({ status: 201, width: 1067, height: 1600 });
		const answer = await show(leader, sent.id);
		expect(answer.status).toBe(200);
		const bytes = Buffer.from(await answer.arrayBuffer());
		expect(bytes).toHaveLength(sent.bytes);
		const kept = await sharp(bytes).metadata();
		expect([kept.format, kept.width, kept.height, kept.exif, kept.orientation]).toEqual([
			'jpeg',
			1067,
			1600,
			undefined,
			undefined,
		]);
		expect(bytes.includes('ACME')).toBe(false);
	});

	it.each(['png', 'webp'] as const)('may come as %s, whatever the header says', async (format) => {
		expect(await sendPhoto(leader, await picture(format), 'image/jpeg')).toMatchObject({ status: 201 });
	});

	it('are shown as a document without any right, and asked for again each time', async () => {
		const { id } = await sendPhoto(leader, await picture('jpeg'));
		const answer = await show(leader, id);
		const header = (name: string) => answer.headers.get(name);
		expect(header('content-type')).toBe('image/jpeg');
		expect(header('cache-control')).toBe('private, no-cache');
		expect(header('x-content-type-options')).toBe('nosniff');
		expect(header('content-disposition')).toMatch(/^inline; filename="[\w-]+\.jpg"$/);
		expect(header('content-security-policy')).toBe("default-src 'none'; sandbox");
		expect((await show(leader, id, { 'if-none-match': header('etag') ?? '' })).status).toBe(304);
		expect((await show(neighbour, id, { 'if-none-match': header('etag') ?? '' })).status).toBe(403);
	});

	const html = Buffer.from('<!doctype html><script>alert(1)</script>');
	const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
	const jpegHead = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
	it.each<[string, () => Promise<Buffer>]>([
		['a page called a picture', async () => html],
		['a drawing that runs scripts', async () => svg],
		['an animation', async () => await picture('gif')],
		['a page behind a picture’s first bytes', async () => Buffer.concat([jpegHead, html])],
		['half a picture', async () => (await phonePicture()).subarray(0, 9000)],
		['a small file that unfolds into billions of pixels', hugePng],
		['nothing', async () => Buffer.alloc(0)],
		['a list', async () => Buffer.from('{"a":1}')],
	])('%s is refused, and nothing is kept', async (_, make) => {
		const before = await db('directus_files').count({ files: '*' }).first();
		const sent = await sendPhoto(leader, await make());
		expect([sent.status, sent.code]).toEqual([400, 'GRID_PHOTO']);
		expect(await db('directus_files').count({ files: '*' }).first()).toEqual(before);
	});

	it('a page that a picture carries behind its end is gone', async () => {
		const sent = await sendPhoto(leader, Buffer.concat([await picture('jpeg'), html]));
		expect(sent.status).toBe(201);
		expect(Buffer.from(await (await show(leader, sent.id)).arrayBuffer()).includes('script')).toBe(false);
	});

	it('six megabytes are looked at, more are refused: said beforehand, or not said at all', async () => {
		const full = Buffer.alloc(MAX_PHOTO_BYTES);
		expect((await sendPhoto(leader, full)).code).toBe('GRID_PHOTO');
		const more = Buffer.alloc(MAX_PHOTO_BYTES + 1);
		expect(await sendPhoto(leader, more)).toMatchObject({ status: 413, code: 'GRID_TOO_LARGE' });
		const pieces = new ReadableStream({
			start(controller) {
				for (let piece = 0; piece < 8; piece++) controller.enqueue(new Uint8Array(1024 * 1024));
				controller.close();
			},
		});
		expect(await sendPhoto(leader, pieces)).toMatchObject({ status: 413, code: 'GRID_TOO_LARGE' });
		// What Directus has read already is no picture, and nothing waits for its end.
		const json = await sendPhoto(leader, Buffer.from('{"a":1}'), 'application/json');
		expect([json.status, json.code]).toEqual([400, 'GRID_PHOTO']);
	});

	it('are seen by whoever reads the row they belong to, and by nobody else', async () => {
		const { id } = await sendPhoto(leader, await picture('jpeg'));
		const stranger = createClient(server, null);
		expect((await sendPhoto(stranger, await picture('jpeg'))).code).toBe('GRID_FORBIDDEN');
		for (const client of [neighbour, group, stranger]) expect((await show(client, id)).status).toBe(403);
		const item = await alarm();
		await link(leader, [id], item);
		for (const client of [leader, group, administrator(server)]) expect((await show(client, id)).status).toBe(200);
		for (const client of [neighbour, stranger]) expect((await show(client, id)).status).toBe(403);
		// One that does not exist answers like one that is somebody else's.
		const [missing, hidden] = await Promise.all([show(neighbour, randomUUID()), show(neighbour, id)]);
		expect([missing.status, await missing.text()]).toEqual([hidden.status, await hidden.text()]);
		for (const odd of ['x', '-'.repeat(36), '0'.repeat(36)]) expect((await show(leader, odd)).status).toBe(403);
	});

	it('are nowhere else: no file route knows them but an administrator’s', async () => {
		const { id } = await sendPhoto(leader, await picture('jpeg'));
		for (const client of [leader, group, createClient(server, null)]) {
			expect((await client.get(`/assets/${id}`)).status).toBe(403);
			expect((await client.get(`/files/${id}`)).status).toBe(403);
			expect((await client.get('/files')).status).toBe(403);
			expect((await client.get('/folders')).status).toBe(403);
			expect((await client.delete(`/files/${id}`)).status).toBe(403);
			expect((await client.get(`/items/${C.photos}`)).status).toBe(403);
			const form = new FormData();
			form.set('file', new Blob([new Uint8Array(await picture('jpeg'))], { type: 'image/jpeg' }), 'a.jpg');
			const headers: Record<string, string> = client.token ? { authorization: `Bearer ${client.token}` } : {};
			expect((await fetch(`${server.url}/files`, { method: 'POST', headers, body: form })).status).toBe(403);
		}
	});

	it('are linked once, by whoever sent them, and six at most', async () => {
		const sent = [];
		for (let count = 0; count < 7; count++) sent.push((await sendPhoto(leader, await picture('png'))).id);
		const [first = '', ...others] = sent;
		const item = await alarm();
		const wrong = { extensions: { issues: [{ path: 'photos' }] } };
		await expect(link(leader, sent, item)).rejects.toMatchObject(wrong);
		await expect(link(neighbour, [first], item)).rejects.toMatchObject(wrong);
		await expect(link(leader, [randomUUID()], item)).rejects.toMatchObject(wrong);
		await expect(link(leader, ["' or 1=1"], item)).rejects.toMatchObject(wrong);
		await expect(
			db.transaction(async (trx) => {
				await linkPhotos(trx, { key: 'a stranger' }, [first], { collection: C.emergencies, item }, new Date());
			}),
		).rejects.toMatchObject(wrong);
		await link(leader, [first, first], item);
		await expect(link(leader, [first, ...others.slice(0, 2)], item)).rejects.toMatchObject(wrong);
		const rows = await db(C.photos).whereIn('id', sent).whereNotNull('linked_item').select('id');
		expect(rows.map((row) => row.id)).toEqual([first]);
		expect(await findPhotosOf(db, C.emergencies, [item, randomUUID()])).toEqual(new Map([[item, [first]]]));
	});

	it('sixty an hour a person, damaged ones counted', async () => {
		const person = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		const rows = Array.from({ length: 59 }, () => ({
			id: randomUUID(),
			uploaded_by: person.id,
			uploaded_at: new Date(),
		}));
		await db(C.photos).insert(rows);
		expect((await sendPhoto(person, jpegHead)).code).toBe('GRID_PHOTO');
		const refused = await sendPhoto(person, await picture('jpeg'));
		expect([refused.status, refused.code]).toEqual([409, 'GRID_TOO_MANY']);
		expect(await db(C.photos).where({ uploaded_by: person.id })).toHaveLength(60);
		await db(C.photos)
			.where({ uploaded_by: person.id })
			.update({ uploaded_at: new Date(Date.now() - DAY_MS / 2) });
		expect((await sendPhoto(person, await picture('jpeg'))).status).toBe(201);
	});

	it('go after a day when no row has taken them, file and row; the others stay', async () => {
		const kept = await sendPhoto(leader, await picture('jpeg'));
		const fresh = await sendPhoto(leader, await picture('jpeg'));
		const left = await sendPhoto(leader, await picture('jpeg'));
		const rowless = await sendPhoto(leader, await picture('jpeg'));
		await link(leader, [kept.id], await alarm());
		const old = new Date(Date.now() - 1.1 * DAY_MS);
		const aged = [kept.id, left.id, rowless.id];
		await db(C.photos).whereIn('id', aged).update({ uploaded_at: old });
		await db('directus_files').whereIn('id', aged).update({ created_on: old });
		await db(C.photos).where({ id: rowless.id }).delete();
		await db(C.installation).where({ key: 'photos_swept_at' }).delete();
		await waitFor('the sweep', 30_000, async () => {
			const files = await db('directus_files')
				.whereIn('id', [...aged, fresh.id])
				.select('id');
			return files.length === 2 ? true : null;
		});
		const rows = await db(C.photos)
			.whereIn('id', [...aged, fresh.id])
			.select('id');
		expect(new Set(rows.map((row) => row.id))).toEqual(new Set([kept.id, fresh.id]));
		expect((await show(leader, kept.id)).status).toBe(200);
		expect((await show(leader, fresh.id)).status).toBe(200);
		for (const { id } of [left, rowless]) expect((await administrator(server).get(`/assets/${id}`)).status).toBe(403);
	});
});
