/** Fixed id of the folder in which photos lie (seed/photos.ts); nobody has a permission on files, so only our route shows them. */
export const PHOTO_FOLDER_ID = '9b0a0000-0000-4000-8000-000000000200';
export const MAX_PHOTO_BYTES = 6 * 1024 * 1024;
/** Longest side of what is kept, in pixels. */
export const PHOTO_SIDE = 1600;
/** Photos that belong to one row. */
export const MAX_PHOTOS_A_ROW = 6;
