import type { Position } from './positions.ts';

/** The seeded dashboard 今晚; people may rearrange it, its id stays. */
export const TONIGHT_DASHBOARD_ID = 'e115652f-a581-466b-82d7-c13514a00f3f';

/** The seeded dashboard 台账, likewise. */
export const BOOK_DASHBOARD_ID = '5f0c2a63-8f0e-4c39-9d55-3a7c1be0d2f4';

/** The seeded dashboard 问题, likewise. */
export const ISSUES_DASHBOARD_ID = '0b6f8d0e-4f0c-4e7b-9f3d-6a1c5b7e2d18';

/**
 * Where a person's first log-in to the Studio leads. The Studio opens the page that he last looked at, and for who
 * never did the list of collections (app, log-in form): a first post therefore sets the page before there is one.
 */
export const START_PAGES: Readonly<Partial<Record<Position, string>>> = {
	working_group: '/desk',
	instructor: '/tonight',
	building_head: '/tonight',
	assistant_building_head: '/tonight',
	floor_head: '/tonight',
	unit_leader: '/tonight',
	counsellor: '/counsellor',
	responsible_office: '/issues',
};
