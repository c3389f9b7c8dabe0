import { type Ref, ref } from 'vue';
import { createClientKey } from '../../shared/client-key.ts';
import { readStored, writeStored } from '../../shared/storage.ts';
import { readKept, withReceipt } from '../logic/kept-receipts.ts';

const RECEIPTS = 'grid.receipts';
const PHONE = 'grid.public-key';

/** What this telephone keeps: its owner's receipts, and a key of its own by which "me too" counts once. */
export function useKept(): {
	receipts: Readonly<Ref<readonly string[]>>;
	keep: (receipt: string) => void;
	forget: (receipt: string) => void;
	phoneKey: () => string;
} {
	const receipts = ref<readonly string[]>(readKept(readStored(RECEIPTS)));
	const write = (list: readonly string[]) => {
		receipts.value = list;
		writeStored(RECEIPTS, JSON.stringify(list));
	};
	return {
		receipts,
		keep: (receipt) => write(withReceipt(receipts.value, receipt)),
		forget: (receipt) => write(receipts.value.filter((one) => one !== receipt)),
		phoneKey() {
			const key = readStored(PHONE) ?? createClientKey();
			writeStored(PHONE, key);
			return key;
		},
	};
}
