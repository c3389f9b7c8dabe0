import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import type { Position } from '../extensions/dormitory-grid/src/constants/positions.ts';

/**
 * Who may do what: a row a position x collection x action, and this is the only place that says so. The rules look at
 * the scopes the asking person has at that moment (DESIGN.md 2.7, 2.9), so an ended post stops reading at once.
 * Reading has one field list a collection, the same for everybody: with two policies a narrower list leaks (RELIABILITY.md F4).
 */

export type Holder = Position | 'member';
export type Action = 'create' | 'read' | 'update' | 'delete';

/** On duty for a place: one of the scopes that point to it is the asking person's (written by database/staff.ts). */
const onDuty = (place: string, scopes: string) => ({ [place]: { [scopes]: { person: { _eq: '$CURRENT_USER' } } } });

const notAboutMe = (rule: object) => ({
	_and: [rule, { _or: [{ about: { _null: true } }, { about: { _neq: '$CURRENT_USER' } }] }],
});

/** The list names me for a student: mine for good where he is mine, and as long as the list can be changed where he is in trust. */
const onMyList = (student: (own: object) => object) => ({
	counsellor: { _eq: '$CURRENT_USER' },
	_or: [student({ counsellor: { _eq: '$CURRENT_USER' } }), { night: { locks_at: { _gt: '$NOW' } } }],
});

/**
 * Where a person's rows lie: the row's own scope column, and who is on duty there at this moment. No variable is loaded
 * beforehand, which Directus would do many times a request, and only for the first hundred posts of a person.
 */
const RULES = {
	everything: {},
	myUnit: onDuty('unit', 'unit_scopes'),
	myFloor: onDuty('floor', 'floor_scopes'),
	myBuilding: onDuty('building', 'building_scopes'),
	myCollege: onDuty('college', 'group_scopes'),
	myStudents: { counsellor: { _eq: '$CURRENT_USER' } },
	myStudentsNights: onMyList((own) => ({ student: own })),
	myStudentsSteps: onMyList((own) => ({ absence: { student: own } })),
	departmentOfMyCollege: { department: onDuty('college', 'group_scopes') },
	postOfMyCollege: { assignment: onDuty('college', 'group_scopes') },
	/** Who holds or held a post in my college, and who has had none and can be given one. (`_none` would only see my own college's posts.) */
	staffOfMyCollege: {
		_or: [{ grid_assignments: onDuty('college', 'group_scopes') }, { grid_assignments: { id: { _null: true } } }],
	},
	myself: { id: { _eq: '$CURRENT_USER' } },
	/** What I saw on a second look. The draw itself tells what it found, so its checker does not read it. */
	myChecks: { checked_by: { _eq: '$CURRENT_USER' } },
	mine: { person: { _eq: '$CURRENT_USER' } },
	/** Issues: whoever is complained about reads nothing of it, whatever he holds. */
	issuesOfMyUnit: notAboutMe(onDuty('unit', 'unit_scopes')),
	issuesOfMyFloor: notAboutMe(onDuty('floor', 'floor_scopes')),
	issuesOfMyBuilding: notAboutMe(onDuty('building', 'building_scopes')),
	issuesOfMyOffice: notAboutMe(onDuty('office', 'office_scopes')),
	issuesOfMyCollege: notAboutMe(onDuty('college', 'group_scopes')),
	takenByMe: { by: { _eq: '$CURRENT_USER' } },
	raisedByMe: notAboutMe({ reporter: { _eq: '$CURRENT_USER' } }),
	/** A step lies where its issue does. */
	stepsOfMyBuilding: { issue: notAboutMe(onDuty('building', 'building_scopes')) },
	stepsOfMyOffice: { issue: notAboutMe(onDuty('office', 'office_scopes')) },
	stepsOfMyCollege: { issue: notAboutMe(onDuty('college', 'group_scopes')) },
} as const;
export type Rule = keyof typeof RULES;

export const ruleFilter = (rule: Rule): object => RULES[rule];

/** What anybody who may read a collection reads of it; collections not named here are read whole. */
const READ_FIELDS: Readonly<Record<string, readonly string[]>> = {
	// No telephone: the counsellor's edition carries it, nothing else does.
	[C.students]: [
		'id',
		'number',
		'name',
		'college',
		'gender',
		'department',
		'major',
		'grade',
		'class_name',
		'counsellor',
		'residence_state',
		'room',
		'bed',
		'building',
		'floor',
		'unit',
	],
	// Everybody reads himself by Directus's own minimum; the working group reads these of all.
	directus_users: [
		'id',
		'first_name',
		'last_name',
		'email',
		'phone',
		'status',
		'language',
		'role',
		'avatar',
		'appearance',
		'theme_light',
		'theme_dark',
		'title',
		'location',
		'grid_assignments',
		'email_notifications',
		'text_direction',
	],
};

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
