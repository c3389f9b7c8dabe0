import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../../constants/languages.ts';
import { MAX_PHOTOS_A_ROW } from '../../constants/photos.ts';
import { linkOwnPhotos } from '../../database/photos.ts';
import { wrongField } from '../parse-input.ts';

/**
 * Gives photos to the row that shows them, in the transaction that writes it: only the uploader's own, whole, and not
 * given to another row before. From here on whoever may read the row may see them.
 * @throws GRID_INVALID_INPUT for `photos`
 */
export async function linkPhotos(
	trx: Knex,
	uploader: { user: string | null; language: Language } | { key: string; language?: Language },
	ids: readonly string[],
	to: { collection: string; item: string | number },
	now: Date,
): Promise<void> {
	const wanted = [...new Set(ids)];
	if (wanted.length === 0) return;
	const owner = 'key' in uploader ? { key: uploader.key } : uploader.user === null ? null : { user: uploader.user };
	const link = { collection: to.collection, item: String(to.item), at: now };
	const linked =
		owner === null || wanted.length > MAX_PHOTOS_A_ROW || !wanted.every(isUuid)
			? 0
			: await linkOwnPhotos(trx, owner, wanted, link);
	if (linked !== wanted.length) throw wrongField(uploader.language ?? chooseLanguage(null), 'photos');
}

/** PostgreSQL refuses to compare anything else with a key of this kind. */
export function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
