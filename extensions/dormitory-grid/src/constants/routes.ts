/** Our addresses on the Directus host, once. The endpoint entry is named `grid`, so its routes start at /grid. */
export const PAGE_BASE = '/grid';
export const ROUTES = {
	/** Light page of the leaders, served before authentication. */
	tonightPage: `${PAGE_BASE}/tonight`,
	counsellorPage: `${PAGE_BASE}/counsellor`,
	deskPage: `${PAGE_BASE}/desk`,
	issuesPage: `${PAGE_BASE}/issues`,
	importsPage: `${PAGE_BASE}/imports`,
	patrolPage: `${PAGE_BASE}/patrol`,
	measuresPage: `${PAGE_BASE}/measures`,
	activitiesPage: `${PAGE_BASE}/activities`,
	sheetPage: `${PAGE_BASE}/sheet`,
	/** Public, without log-in; the door's code is its fragment. */
	reportPage: `${PAGE_BASE}/report`,
	/** What a door's QR code holds: `/:code` leads to the public page. */
	door: `${PAGE_BASE}/r`,
	assets: `${PAGE_BASE}/assets`,
	/** JSON; see types/api.ts for each shape. */
	tonight: `${PAGE_BASE}/api/tonight`,
	hierarchy: `${PAGE_BASE}/api/hierarchy`,
	nights: `${PAGE_BASE}/api/nights`,
	/** The night's book: `/:table`, `/late-returns`, `/exports/:id`; see types/book.ts. */
	book: `${PAGE_BASE}/api/book`,
	counsellor: `${PAGE_BASE}/api/counsellor`,
	students: `${PAGE_BASE}/api/students`,
	desk: `${PAGE_BASE}/api/desk`,
	replay: `${PAGE_BASE}/api/replay`,
	/** What can be sent as a sheet, and templates; the sheets themselves go to the next two. */
	imports: `${PAGE_BASE}/api/imports`,
	leaves: `${PAGE_BASE}/api/leaves`,
	stays: `${PAGE_BASE}/api/stays`,
	/** Posts that are empty tonight; `/candidates?grid=` who could stand in. */
	preflight: `${PAGE_BASE}/api/preflight`,
	/** What was sent to whom; `/:id/retry` has a dead letter sent again. */
	messages: `${PAGE_BASE}/api/messages`,
	/** Issues that I may read: `?view=`; `/:id` one with its steps. See types/api-issues.ts. */
	issues: `${PAGE_BASE}/api/issues`,
	/** Measures of issues; `/:table` one of them as a file. See types/issue-measures.ts. */
	issueMeasures: `${PAGE_BASE}/api/issue-measures`,
	/** Without log-in: `/:code` a door, `/receipts` what became of a report; see types/api-public.ts. */
	public: `${PAGE_BASE}/api/public`,
	/** A building's codes: `?building=`; `/print` as a document to be printed. */
	publicPlaces: `${PAGE_BASE}/api/public-places`,
	/** A floor on paper: `?floor=`. */
	sheet: `${PAGE_BASE}/api/sheet`,
	/** Rooms that I look into once more. */
	myChecks: `${PAGE_BASE}/api/checks/mine`,
	/** My walks; `/grids/:grid` what a walk looks at, `/overview` who has walked. */
	patrols: `${PAGE_BASE}/api/patrols`,
	/** What I may hold, what is owed, held and called; `/people?grid=&at=` whom one can call there. See types/activity.ts. */
	activities: `${PAGE_BASE}/api/activities`,
	/** A photo's bytes are sent here; `/:id` shows it to whoever may read what it belongs to. */
	photos: `${PAGE_BASE}/api/photos`,
	health: `${PAGE_BASE}/api/health`,
} as const;
