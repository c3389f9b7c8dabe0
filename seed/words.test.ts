import { describe, expect, it } from 'vitest';
import { activitiesEnUS } from '../extensions/dormitory-grid/src/lang/pages/activities/en-US.ts';
import { activitiesZhCN } from '../extensions/dormitory-grid/src/lang/pages/activities/zh-CN.ts';
import { counsellorEnUS } from '../extensions/dormitory-grid/src/lang/pages/counsellor/en-US.ts';
import { counsellorZhCN } from '../extensions/dormitory-grid/src/lang/pages/counsellor/zh-CN.ts';
import { deskEnUS } from '../extensions/dormitory-grid/src/lang/pages/desk/en-US.ts';
import { deskZhCN } from '../extensions/dormitory-grid/src/lang/pages/desk/zh-CN.ts';
import { issuesEnUS } from '../extensions/dormitory-grid/src/lang/pages/issues/en-US.ts';
import { issuesZhCN } from '../extensions/dormitory-grid/src/lang/pages/issues/zh-CN.ts';
import { patrolEnUS } from '../extensions/dormitory-grid/src/lang/pages/patrol/en-US.ts';
import { patrolZhCN } from '../extensions/dormitory-grid/src/lang/pages/patrol/zh-CN.ts';
import { reportEnUS } from '../extensions/dormitory-grid/src/lang/pages/report/en-US.ts';
import { reportZhCN } from '../extensions/dormitory-grid/src/lang/pages/report/zh-CN.ts';
import { sharedEnUS } from '../extensions/dormitory-grid/src/lang/pages/shared/en-US.ts';
import { sharedZhCN } from '../extensions/dormitory-grid/src/lang/pages/shared/zh-CN.ts';
import { tonightEnUS } from '../extensions/dormitory-grid/src/lang/pages/tonight/en-US.ts';
import { tonightZhCN } from '../extensions/dormitory-grid/src/lang/pages/tonight/zh-CN.ts';
import { enUS } from '../extensions/dormitory-grid/src/lang/translations/en-US.ts';
import { zhCN } from '../extensions/dormitory-grid/src/lang/translations/zh-CN.ts';
import { bookEnUS } from '../extensions/dormitory-grid/src/lang/panels/book-en-US.ts';
import { bookZhCN } from '../extensions/dormitory-grid/src/lang/panels/book-zh-CN.ts';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { MODULE_TRANSLATIONS } from '../extensions/dormitory-grid/src/modules/page-frame/translations.ts';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { SCHEMA_TRANSLATIONS } from './schema-translations.ts';

type Words = Readonly<Record<string, string>>;
const OURS: Readonly<Record<string, readonly [Words, Words]>> = {
	activities: [activitiesZhCN, activitiesEnUS],
	counsellor: [counsellorZhCN, counsellorEnUS],
	desk: [deskZhCN, deskEnUS],
	issues: [issuesZhCN, issuesEnUS],
	messages: [zhCN, enUS],
	patrol: [patrolZhCN, patrolEnUS],
	report: [reportZhCN, reportEnUS],
	shared: [sharedZhCN, sharedEnUS],
	tonight: [tonightZhCN, tonightEnUS],
};

/** What the Studio offers as a choice, and under which keys our pages and messages say the same; English is shortened in narrow places. */
const SAME: readonly (readonly [studio: string, ours: string, keys: string, only: 'zh-CN' | 'both'])[] = [
	['issues_category_', 'issues', 'category.', 'both'],
	['issues_category_', 'report', 'category.', 'both'],
	['issues_severity_', 'issues', 'badge.severity.', 'both'],
	['issues_kind_', 'issues', 'kind.', 'both'],
	['issues_state_', 'issues', 'issue.', 'both'],
	['issues_state_', 'messages', 'issue.state.', 'both'],
	['issues_state_', 'report', 'status.', 'both'],
	['issue_steps_kind_', 'issues', 'do.', 'both'],
	['emergency_levels_audience_', 'messages', 'emergency.audience.', 'both'],
	['emergencies_kind_', 'messages', 'emergency.kind.', 'both'],
	['emergencies_kind_', 'shared', 'emergency.', 'both'],
	['staff_assignments_position_', 'messages', 'position.', 'both'],
	['staff_assignments_position_', 'shared', 'position.', 'both'],
	['night_reports_state_', 'shared', 'state.', 'both'],
	['night_entries_kind_', 'shared', 'mark.', 'zh-CN'],
	['night_entries_kind_', 'messages', 'kind.', 'both'],
	['night_absences_state_', 'shared', 'absence.', 'both'],
	['night_followups_kind_', 'tonight', 'follow.', 'both'],
	['night_followups_kind_', 'desk', 'followup.', 'both'],
	['facilities_kind_', 'messages', 'facility.kind.', 'both'],
	['facilities_kind_', 'patrol', 'facility.kind.', 'both'],
	['facilities_state_', 'messages', 'facility.state.', 'both'],
	['facilities_state_', 'patrol', 'facility.state.', 'both'],
	['activities_kind_', 'activities', 'kind.', 'both'],
	['activities_kind_', 'messages', 'activity.kind.', 'both'],
	['activity_results_outcome_', 'activities', 'state.', 'both'],
	['outbox_channel_', 'desk', 'channel.', 'both'],
	['outbox_state_', 'desk', 'msg.state.', 'both'],
	['chat_robots_kind_', 'messages', 'robot.', 'both'],
	['weekday_', 'messages', 'weekday.', 'zh-CN'],
];

describe.each([
	['zh-CN', 0, bookZhCN],
	['en-US', 1, bookEnUS],
] as const)('where rehearsals are seen (%s)', (language, at, book) => {
	it('is said by the empty book, in the words of the places it sends to', () => {
		const labels = readSnapshot()
			.collections.filter(({ collection }) => [C.nights, 'grid_night'].includes(collection))
			.flatMap(({ meta }) => meta.translations ?? [])
			.filter((label) => label.language === language)
			.map(({ translation }) => translation);
		expect(labels).toHaveLength(2);
		const desk = MODULE_TRANSLATIONS.find(([key]) => key === 'grid_module_desk')?.[at + 1] ?? 'no such module';
		expect(book.empty.toLowerCase()).toContain(at === 0 ? '演练' : 'rehearsals');
		for (const place of [...labels, desk]) expect(book.empty.toLowerCase()).toContain(place.toLowerCase());
	});
});

describe.each(SAME)('%s in the Studio, and in %s %s', (prefix, ours, keys, only) => {
	it('are called the same', () => {
		const both = SCHEMA_TRANSLATIONS.flatMap(([key, zh, en]) => {
			const ourKey = key.startsWith(prefix) && !key.endsWith('_note') ? `${keys}${key.slice(prefix.length)}` : null;
			const [ourZh, ourEn] = (OURS[ours] ?? []).map((words) => (ourKey === null ? undefined : words[ourKey]));
			return ourZh === undefined || ourEn === undefined ? [] : [{ key, studio: [zh, en], ours: [ourZh, ourEn] }];
		});
		// Within a sentence English has small letters and an article.
		const plain = (words: readonly string[]) =>
			words.slice(0, only === 'zh-CN' ? 1 : 2).map((word) => word.toLowerCase().replace(/^the /, ''));
		expect(both.length).toBeGreaterThan(1);
		expect(both.map((one) => [one.key, ...plain(one.studio)])).toEqual(
			both.map((one) => [one.key, ...plain(one.ours)]),
		);
	});
});
