import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';

/**
 * Which rows and fields a permission (permissions.ts) may name. The rules look at the scopes the asking person has at
 * that moment (DESIGN.md 2.7, 2.9), so an ended post stops reading at once. Reading has one field list a collection,
 * the same for everybody: with two policies a narrower list leaks (RELIABILITY.md F4).
 */

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
export const READ_FIELDS: Readonly<Record<string, readonly string[]>> = {
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
