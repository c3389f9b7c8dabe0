import { parentPort, workerData } from 'node:worker_threads';
import { parseSheet, type SheetFile } from './parse-sheet.ts';

/** The whole of a sheet's thread: one file in, its rows or its problem out. Started by read-sheet.ts alone. */
const file: SheetFile = workerData;
parentPort?.postMessage(await parseSheet(file));
