/** Photos that are not uploaded yet, kept on the phone over reloads: pictures are too large for localStorage. */
const NAME = 'grid-photos';
const STORE = 'photos';
const memory = new Map<string, Blob>();

export async function keepPhoto(key: string, photo: Blob): Promise<void> {
	memory.set(key, photo);
	await work('readwrite', (store) => store.put(photo, key));
}

export async function findPhoto(key: string): Promise<Blob | null> {
	const known = memory.get(key);
	if (known) return known;
	const kept = await work<unknown>('readonly', (store) => store.get(key));
	return kept instanceof Blob ? kept : null;
}

export async function dropPhoto(key: string): Promise<void> {
	memory.delete(key);
	await work('readwrite', (store) => store.delete(key));
}

/** At the log-out, and when nothing is in the making any more. */
export async function dropPhotos(): Promise<void> {
	memory.clear();
	await work('readwrite', (store) => store.clear());
}

/** Private windows have no database: the copy in memory stands then. */
async function work<Result>(
	mode: IDBTransactionMode,
	ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | null> {
	try {
		const database = await settle(open());
		try {
			return await settle(ask(database.transaction(STORE, mode).objectStore(STORE)));
		} finally {
			database.close();
		}
	} catch {
		return null;
	}
}

function open(): IDBOpenDBRequest {
	const request = indexedDB.open(NAME, 1);
	request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
	return request;
}

async function settle<Result>(request: IDBRequest<Result>): Promise<Result> {
	return await new Promise((resolve, reject) => {
		request.addEventListener('success', () => resolve(request.result));
		request.addEventListener('error', () => reject(request.error ?? new Error('refused')));
	});
}
