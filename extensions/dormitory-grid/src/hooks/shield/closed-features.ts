export interface ClosedFeature {
	path: string;
	/** What of Directus this is, for the answer. */
	name: string;
}

/** Whatever the session, for everybody. Paths as Express matches them: with everything below, in any case. */
export const CLOSED_FEATURES: readonly ClosedFeature[] = [
	// Fetches any address the server can reach; its deny list misses 0.0.0.0 (CVE-2026-61835). Uploads from the browser remain.
	{ path: '/files/import', name: 'file import by address' },
	// Resumable uploads can overwrite others' files (GHSA-xjxq-pj7h-g676, GHSA-3742-46gx-c8cc).
	{ path: '/files/tus', name: 'resumable uploads' },
	// Accounts come from assignments, and the mail it sends can be forged (GHSA-8xp8-xrh2-88vr).
	{ path: '/users/register', name: 'registration' },
	// Sockets skip permission checks after a failed log-in and know no origin (CVE-2026-126539, GHSA-mww8-4gwh-rjfw).
	{ path: '/websocket', name: 'web sockets' },
	// Language models read with the asker's rights and fetch addresses (GHSA-4jw7-6mqj-vrhq).
	{ path: '/ai', name: 'AI' },
	{ path: '/mcp', name: 'MCP' },
	// A share can be re-owned, and its visitor passes the row rules (CVE-2026-129239, CVE-2025-24353).
	{ path: '/shares/auth', name: 'shares' },
	{ path: '/shares/invite', name: 'shares' },
	{ path: '/shares/info', name: 'shares' },
	// Checks a hash at whatever cost the sender has written into it, on threads that SQLite and log-ins share.
	{ path: '/utils/hash', name: 'hashing' },
];

/** Read by the Studio's side bar for everybody, his own only; as none can be made, the list stays empty. */
export const READ_ONLY_FEATURES: readonly ClosedFeature[] = [{ path: '/shares', name: 'shares' }];

/** Directus asks for no session here, and the specs name every path. */
export const SESSION_FEATURES: readonly string[] = ['/graphql/system', '/server/specs'];

/** Where rows are written: `/items/…` and the system collections that share its controller. */
export const ROW_ROUTES: readonly string[] = [
	'/items',
	'/access',
	'/comments',
	'/dashboards',
	'/files',
	'/flows',
	'/folders',
	'/notifications',
	'/operations',
	'/panels',
	'/permissions',
	'/policies',
	'/presets',
	'/roles',
	'/translations',
	'/users',
	'/versions',
];
