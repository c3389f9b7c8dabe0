import type { Knex } from 'knex';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../../../../test/setup/databases.ts';
import { type CollegeRows, insertCollege } from '../../../../test/setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../../../../test/setup/test-house.ts';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { readDeliverySettings, setDeliverySettings } from './delivery-settings.ts';
import { type Message, notify } from './notify.ts';

const NOW = new Date('2026-03-02T14:30:00Z');
const WITH_MAIL = { EMAIL_FROM: 'grid@college.example' };

describe.each(DATABASE_KINDS)('notify on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, NOW, { reportsFrom: null });
	});
	afterEach(() => setDeliverySettings(readDeliverySettings({})));

	const message = (key: string, more: Partial<Message> = {}): Message => ({
		key,
		college: college.college,
		night: null,
		kind: 'handback',
		recipient: college.workingGroup,
		subject: `标题 ${key}`,
		message: '内容',
		...more,
	});
	const outbox = async (key: string) =>
		await db(C.outbox).where('key', 'like', `${key}%`).orderBy('key').select('key', 'channel', 'state', 'address');

	it('tells once, in the inbox and in the outbox, however often it is asked', async () => {
		const messages = [message('once', { collection: C.nights, item: '7' })];
		const first = await db.transaction((trx) => notify(trx, { now: NOW, messages }));
		const second = await db.transaction((trx) => notify(trx, { now: NOW, messages }));
		expect([[...first], [...second]]).toEqual([['once'], []]);
		expect(await outbox('once')).toEqual([{ key: 'once', channel: 'notification', state: 'sent', address: null }]);
		expect(
			await db('directus_notifications').where({ subject: '标题 once' }).select('recipient', 'collection', 'item'),
		).toEqual([{ recipient: college.workingGroup, collection: C.nights, item: '7' }]);
	});

	it('shows in the inbox what people wrote, and mails it as it is', async () => {
		setDeliverySettings(readDeliverySettings(WITH_MAIL));
		const text = '- [请点此](https://evil.example)';
		await notify(db, { now: NOW, messages: [message('marks', { mail: true, message: text })] });
		const shown = '- \\[请点此\\](https\\://evil.example)';
		expect(await db(C.outbox).where('key', 'like', 'marks%').orderBy('key').pluck('message')).toEqual([shown, text]);
		expect(await db('directus_notifications').where({ subject: '标题 marks' }).pluck('message')).toEqual([shown]);
	});

	it('is undone with what it tells', async () => {
		const attempt = db.transaction(async (trx) => {
			await notify(trx, { now: NOW, messages: [message('undone')] });
			throw new Error('no');
		});
		await expect(attempt).rejects.toThrow('no');
		expect(await outbox('undone')).toEqual([]);
		expect(await db('directus_notifications').where({ subject: '标题 undone' })).toEqual([]);
	});

	it('leaves a mail waiting only where mail is set up, asked for and wanted', async () => {
		await notify(db, { now: NOW, messages: [message('no-mail', { mail: true })] });
		expect(await outbox('no-mail')).toHaveLength(1);

		setDeliverySettings(readDeliverySettings(WITH_MAIL));
		const person = await db('directus_users').where({ id: college.workingGroup }).first('email');
		await notify(db, { now: NOW, messages: [message('unasked'), message('asked', { mail: true })] });
		expect(await outbox('unasked')).toHaveLength(1);
		expect((await outbox('asked'))[1]).toEqual({
			key: 'asked:mail',
			channel: 'mail',
			state: 'waiting',
			address: person.email,
		});

		const [counsellor = ''] = college.counsellors;
		await db('directus_users').where({ id: counsellor }).update({ email_notifications: false });
		await notify(db, { now: NOW, messages: [message('unwanted', { mail: true, recipient: counsellor })] });
		expect(await outbox('unwanted')).toHaveLength(1);
	});

	it('sends no mail in a rehearsal, unless the installation asks for it', async () => {
		const times = { opens_at: NOW, unit_due_at: NOW, floor_due_at: NOW, closes_at: NOW, locks_at: NOW };
		const [{ id: night }] = await db(C.nights)
			.insert({ key: 'practice', college: college.college, kind: 'rehearsal', state: 'planned', date: NOW, ...times })
			.returning('id');
		setDeliverySettings(readDeliverySettings(WITH_MAIL));
		await notify(db, { now: NOW, messages: [message('practice', { mail: true, night })] });
		expect(await outbox('practice')).toHaveLength(1);
		setDeliverySettings(readDeliverySettings({ ...WITH_MAIL, GRID_REHEARSAL_SENDS: 'true' }));
		await notify(db, { now: NOW, messages: [message('practised', { mail: true, night })] });
		expect(await outbox('practised')).toHaveLength(2);
	});

	it('shortens a subject that is too long for an inbox', async () => {
		await notify(db, { now: NOW, messages: [message('long', { subject: '长'.repeat(300) })] });
		expect((await db(C.outbox).where({ key: 'long' }).first('subject')).subject).toHaveLength(255);
	});
});
