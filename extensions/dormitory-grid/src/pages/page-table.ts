/** What a light page says of itself before its script runs. */
export interface PageHead {
	title: string;
	/** Opens without network once it has been opened; the document says so itself (page-shell.ts), the worker knows it from here. */
	offline: boolean;
	/** Can be put on a phone's first screen; its manifest lies in `public`. */
	installed?: { name: string; manifest: string; icon: string };
}

/**
 * The light pages: each is built from `<name>/main.ts` and served as /grid/<name>. A new page is a line here, its folder, and
 * its address in constants/routes.ts.
 */
export const PAGES = {
	tonight: {
		title: '今晚 · 零报告',
		offline: true,
		installed: { name: '今晚', manifest: '/tonight.webmanifest', icon: '/apple-touch-icon.png' },
	},
	counsellor: { title: '我的学生 · 今晚', offline: true },
	desk: { title: '值班台 · 零报告', offline: true },
	issues: { title: '问题办理 · 网格', offline: true },
	measures: { title: '问题统计', offline: false },
	imports: { title: '导入名单 · 零报告', offline: false },
	sheet: { title: '夜查登记表', offline: false },
	report: { title: '公寓问题反映', offline: false },
	patrol: { title: '巡查', offline: true },
	activities: { title: '会议与活动', offline: true },
} as const satisfies Readonly<Record<string, PageHead>>;

/** Read by the service worker alone: what another script imports as well would become a file of its own, which a worker cannot load. */
export const OFFLINE_PAGES: readonly string[] = Object.entries<PageHead>(PAGES)
	.filter(([, { offline }]) => offline)
	.map(([name]) => name);
