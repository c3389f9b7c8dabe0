import type { TestProject } from 'vitest/node';
import type { DatabaseKind } from './databases.ts';
import { openBroker } from './house/broker.ts';
import { openHouse } from './house/index.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the run's house answers (house/broker.ts). */
		testHouse: string;
		/** The database that a project runs its files against. */
		databaseKind: DatabaseKind;
	}
}

/** Once a run, in vitest's own process: opens the house, and at the end stops what it has started. */
export default async function openTestHouse(project: TestProject): Promise<() => Promise<void>> {
	const house = openHouse(new Date());
	const broker = await openBroker(house);
	project.provide('testHouse', broker.url);
	return async () => {
		broker.close();
		await house.close();
	};
}
