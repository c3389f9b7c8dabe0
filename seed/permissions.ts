import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import type { Position } from '../extensions/dormitory-grid/src/constants/positions.ts';
import { READ_FIELDS, type Rule } from './permission-rules.ts';

/** Who may do what: a row a position x collection x action, and this is the only place that says so. */

export type Holder = Position | 'member';
export type Action = 'create' | 'read' | 'update' | 'delete';

const STRUCTURE = [C.colleges, C.grids, C.rooms, C.departments, C.majors, C.terms, C.nights, C.nightCalendar];
/** How a college handles its issues; the staff see what they are held to. */
const ISSUE_SETTINGS = [C.escalationRules, C.answerTemplates];
/** How a college has its grids walked. */
const PATROL_SETTINGS = [C.checklistItems, C.patrolPlans, C.sensitivePeriods];
/** How often a college wants its meetings and activities. */
const ACTIVITY_SETTINGS = [C.activityRules];
const ACTIVITY_ROWS = [C.activities, C.activityResults, C.activityPeople];
const PATROL_ROWS = [C.facilities, C.patrolDuties, C.patrols, C.patrolFindings, C.roomScores];

export interface Permission {
	holder: Holder;
	collection: string;
	action: Action;
	rule: Rule;
	fields: readonly string[];
}

const allow = (
	holder: Holder | readonly Holder[],
	actions: Action | readonly Action[],
	collections: string | readonly string[],
	rule: Rule,
	fields?: readonly string[],
): Permission[] =>
	[holder].flat().flatMap((one) =>
		[collections].flat().flatMap((collection) =>
			[actions].flat().map((action) => ({
				holder: one,
				collection,
				action,
				rule,
				fields: fields ?? (action === 'read' ? READ_FIELDS[collection] : undefined) ?? ['*'],
			})),
		),
	);

const BUILDING_STAFF: readonly Holder[] = ['instructor', 'building_head', 'assistant_building_head'];
const ABOVE_UNITS: readonly Holder[] = ['floor_head', ...BUILDING_STAFF, 'working_group'];
const REPORTERS: readonly Holder[] = ['unit_leader', 'floor_head', ...BUILDING_STAFF, 'working_group'];
/** Who is missed, and what was done about him. */
const FOLLOWED = [C.nightAbsences, C.nightFollowups];
const PLACE_ROWS = [C.nightHandbacks, C.emergencies, C.emergencyLevels, C.emergencyAcks];
const NIGHT_ROWS = [C.nightReports, C.nightSubmissions, C.nightEntries, C.students];

export const PERMISSIONS: readonly Permission[] = [
	// Everybody who belongs to the staff
	...allow('member', 'read', [...STRUCTURE, ...PATROL_SETTINGS, ...ACTIVITY_SETTINGS], 'everything'),
	...allow('member', 'read', [C.staffAssignments, C.staffScopes], 'mine'),
	...allow('member', 'update', 'directus_users', 'myself', [
		'language',
		'appearance',
		'theme_light',
		'theme_dark',
		'password',
		'text_direction',
	]),

	...allow('member', 'read', ISSUE_SETTINGS, 'everything'),
	// The issue chain: anybody of the college raises one; who may act on it, the use case says (services/issues/record-step.ts)
	...allow('member', 'create', C.issueSteps, 'everything'),
	...allow('member', 'read', C.issues, 'raisedByMe'),
	...allow('unit_leader', 'read', C.issues, 'issuesOfMyUnit'),
	...allow('floor_head', 'read', C.issues, 'issuesOfMyFloor'),
	...allow(BUILDING_STAFF, 'read', C.issues, 'issuesOfMyBuilding'),
	...allow('responsible_office', 'read', C.issues, 'issuesOfMyOffice'),
	...allow('working_group', 'read', C.issues, 'issuesOfMyCollege'),
	// Units and floors read what others have done on the issue's page; lists of steps are for buildings, offices and the working group
	...allow('member', 'read', C.issueSteps, 'takenByMe'),
	...allow(BUILDING_STAFF, 'read', C.issueSteps, 'stepsOfMyBuilding'),
	...allow('responsible_office', 'read', C.issueSteps, 'stepsOfMyOffice'),
	...allow('working_group', 'read', C.issueSteps, 'stepsOfMyCollege'),
	...allow('working_group', 'create', ISSUE_SETTINGS, 'everything'),
	...allow('working_group', ['update', 'delete'], ISSUE_SETTINGS, 'myCollege'),

	// Reports and sign-ons; the use case checks the grid itself (services/submit-night-report.ts)
	...allow(REPORTERS, 'create', C.nightSubmissions, 'everything'),
	// Only so that GraphQL offers the entries inside a submission: created directly they are refused (hooks/state-guard)
	...allow(REPORTERS, 'create', C.nightEntries, 'everything', [
		'submission',
		'student',
		'kind',
		'returned_at',
		'reason',
	]),

	// A unit is asked to look again by whoever stands above it (services/hand-back.ts)
	...allow(ABOVE_UNITS, 'create', C.nightHandbacks, 'everything'),
	// Whoever answers for a place, or for a student concerned, alarms (services/raise-emergency.ts)
	...allow([...REPORTERS, 'room_head', 'counsellor'], 'create', C.emergencies, 'everything'),

	// Whoever is asked says that he knows (services/acknowledge.ts)
	...allow([...REPORTERS, 'counsellor'], 'create', C.emergencyAcks, 'everything'),

	// Each level reads its own part of the night
	...allow('unit_leader', 'read', NIGHT_ROWS, 'myUnit'),
	...allow('floor_head', 'read', NIGHT_ROWS, 'myFloor'),
	...allow(BUILDING_STAFF, 'read', NIGHT_ROWS, 'myBuilding'),
	...allow('unit_leader', 'read', [...FOLLOWED, ...PLACE_ROWS], 'myUnit'),
	...allow('floor_head', 'read', [...FOLLOWED, ...PLACE_ROWS], 'myFloor'),
	...allow(BUILDING_STAFF, 'read', [...FOLLOWED, ...PLACE_ROWS, C.nightLadderSteps], 'myBuilding'),
	...allow(['unit_leader', 'floor_head', ...BUILDING_STAFF], 'create', C.nightFollowups, 'everything'),

	// Walks; the use case checks the grid itself (services/patrols/record-patrol.ts)
	...allow(REPORTERS, 'create', C.patrols, 'everything'),
	...allow('unit_leader', 'read', PATROL_ROWS, 'myUnit'),
	...allow('floor_head', 'read', PATROL_ROWS, 'myFloor'),
	...allow(BUILDING_STAFF, 'read', PATROL_ROWS, 'myBuilding'),
	...allow('working_group', 'read', PATROL_ROWS, 'myCollege'),
	...allow('working_group', 'create', [...PATROL_SETTINGS, C.facilities], 'everything'),
	...allow('working_group', 'update', [...PATROL_SETTINGS, C.facilities], 'myCollege'),

	// Meetings and activities; the use case says who holds what where (services/activities/record-activity.ts)
	...allow(REPORTERS, 'create', [C.activities, C.activityResults], 'everything'),
	...allow('unit_leader', 'read', ACTIVITY_ROWS, 'myUnit'),
	...allow('floor_head', 'read', ACTIVITY_ROWS, 'myFloor'),
	...allow(BUILDING_STAFF, 'read', ACTIVITY_ROWS, 'myBuilding'),
	...allow('working_group', 'read', ACTIVITY_ROWS, 'myCollege'),
	...allow('working_group', 'create', ACTIVITY_SETTINGS, 'everything'),
	...allow('working_group', 'update', ACTIVITY_SETTINGS, 'myCollege'),

	// Stand-ins of their own building for a week at most; the use case checks it (services/stand-in.ts)
	...allow(BUILDING_STAFF, 'create', C.staffAssignments, 'everything'),
	// A second look: the use case asks whether the room was drawn for him (services/record-check.ts)
	...allow(['floor_head', ...BUILDING_STAFF], 'create', C.nightCheckResults, 'everything'),
	...allow(['floor_head', ...BUILDING_STAFF], 'read', C.nightCheckResults, 'myChecks'),

	// Counsellors: their own students, wherever they sleep
	...allow(
		'counsellor',
		'read',
		[C.students, C.nightEditions, C.editionOpenings, C.leaves, C.holidayStays],
		'myStudents',
	),
	...allow('counsellor', 'read', [C.nightEntries, ...FOLLOWED], 'myStudentsNights'),
	...allow('counsellor', 'read', C.nightLadderSteps, 'myStudentsSteps'),
	...allow('counsellor', 'create', [C.nightFollowups, C.editionOpenings, C.leaves, C.holidayStays], 'everything'),
	// A leave that has begun is cancelled by ending it now (services/leave.ts).
	...allow('counsellor', 'update', C.leaves, 'myStudents', ['state', 'ends_at']),
	...allow('counsellor', 'update', C.holidayStays, 'myStudents', ['state', 'note']),

	// The working group runs the college's whole scheme
	...allow(
		'working_group',
		'read',
		[
			...NIGHT_ROWS,
			C.nightSummaries,
			C.nightEditions,
			C.editionOpenings,
			...FOLLOWED,
			...PLACE_ROWS,
			C.nightLadderSteps,
			C.nightRehearsals,
			C.nightChecks,
			C.nightCheckResults,
			C.leaves,
			C.holidayStays,
			C.outbox,
			C.staffAssignments,
		],
		'myCollege',
	),
	// The book's incremental exports; the use case sets the span (services/book/night-export.ts)
	...allow('working_group', 'read', C.nightExports, 'myCollege'),
	...allow('working_group', 'create', C.nightExports, 'everything'),
	...allow('working_group', 'read', C.staffEndings, 'postOfMyCollege'),
	...allow('working_group', 'read', 'directus_users', 'staffOfMyCollege'),
	...allow('working_group', 'read', ['directus_dashboards', 'directus_panels', 'directus_roles'], 'everything'),
	...allow(
		'working_group',
		'create',
		[
			C.nightRehearsals,
			C.nightFollowups,
			C.editionOpenings,
			C.leaves,
			C.holidayStays,
			C.staffAssignments,
			C.staffEndings,
		],
		'everything',
	),
	...allow('working_group', 'update', C.staffAssignments, 'myCollege', ['ends_on', 'ended_how', 'term', 'endings']),
	...allow('working_group', 'update', C.leaves, 'myCollege', ['state', 'ends_at']),
	...allow('working_group', 'update', C.holidayStays, 'myCollege', ['state', 'note']),
	...allow(
		'working_group',
		'create',
		[C.grids, C.rooms, C.departments, C.majors, C.terms, C.students, C.nightCalendar],
		'everything',
	),
	...allow(
		'working_group',
		'update',
		[C.grids, C.rooms, C.departments, C.terms, C.students, C.nightCalendar],
		'myCollege',
	),
	...allow('working_group', 'update', C.majors, 'departmentOfMyCollege'),
	...allow('working_group', 'delete', C.nightCalendar, 'myCollege'),
];
