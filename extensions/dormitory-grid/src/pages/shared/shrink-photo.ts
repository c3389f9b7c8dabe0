/** Longest side of what is sent, in pixels; the server keeps no more. */
const SIDE = 1600;
const QUALITY = 0.8;

/** Makes a camera's picture small enough for a phone's network. What this browser cannot read goes out as it is, and the server says so. */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
	try {
		const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
		const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
		const canvas = document.createElement('canvas');
		canvas.width = Math.round(picture.width * scale);
		canvas.height = Math.round(picture.height * scale);
		canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
		picture.close();
		const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
		return small && small.size < file.size ? small : file;
	} catch {
		return file;
	}
}
