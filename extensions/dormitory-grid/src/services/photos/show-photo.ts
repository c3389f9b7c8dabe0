import type { Knex } from 'knex';
import { findPhoto, type PhotoLink } from '../../database/photos.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';

/**
 * Whether a person may see a photo: his own as long as it belongs to nothing, else whoever may read the row it belongs to.
 * One that is somebody else's and one that does not exist answer alike.
 * @param mayRead whether the asker reads that row
 * @throws GRID_FORBIDDEN
 */
export async function checkPhoto(
	db: Knex,
	actor: Actor,
	id: string,
	mayRead: (link: PhotoLink) => Promise<boolean>,
): Promise<void> {
	const photo = await findPhoto(db, id);
	const isAllowed =
		photo !== null &&
		(photo.link === null ? actor.user !== null && photo.uploadedBy === actor.user : await mayRead(photo.link));
	if (!isAllowed) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}
