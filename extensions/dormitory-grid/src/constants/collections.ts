/** Every collection name once; nothing else in the project spells one. Topics as in DESIGN.md 4. */
export const COLLECTIONS = {
	colleges: 'colleges',
	grids: 'grids',
	rooms: 'rooms',
	departments: 'departments',
	majors: 'majors',
	students: 'students',
	leaves: 'leaves',
	holidayStays: 'holiday_stays',
	terms: 'terms',
	staffAssignments: 'staff_assignments',
	staffEndings: 'staff_endings',
	staffScopes: 'staff_scopes',
	nights: 'nights',
	nightSummaries: 'night_summaries',
	nightRehearsals: 'night_rehearsals',
	nightReports: 'night_reports',
	nightResidents: 'night_residents',
	nightSubmissions: 'night_submissions',
	nightEntries: 'night_entries',
	nightEditions: 'night_editions',
	nightFollowups: 'night_followups',
	nightHandbacks: 'night_handbacks',
	nightAbsences: 'night_absences',
	nightLadderSteps: 'night_ladder_steps',
	editionOpenings: 'edition_openings',
	nightChecks: 'night_checks',
	nightCheckResults: 'night_check_results',
	nightExports: 'night_exports',
	emergencies: 'emergencies',
	nightCalendar: 'night_calendar',
	outbox: 'outbox',
	chatRobots: 'chat_robots',
	installation: 'installation',
	photos: 'photos',
} as const;

/** Collections whose every row any signed-in person may read: the only ones a filter may cross into (RELIABILITY.md 3.4). */
export const OPEN_COLLECTIONS: readonly string[] = [
	COLLECTIONS.colleges,
	COLLECTIONS.grids,
	COLLECTIONS.rooms,
	COLLECTIONS.departments,
	COLLECTIONS.majors,
	COLLECTIONS.terms,
	COLLECTIONS.nights,
	COLLECTIONS.nightCalendar,
];

/** Written by the domain code alone, never through the API, not even by an administrator (DESIGN.md 2.1). */
export const STATE_COLLECTIONS: readonly string[] = [
	COLLECTIONS.staffScopes,
	COLLECTIONS.nights,
	COLLECTIONS.nightSummaries,
	COLLECTIONS.nightReports,
	COLLECTIONS.nightResidents,
	COLLECTIONS.nightEntries,
	COLLECTIONS.nightEditions,
	COLLECTIONS.nightAbsences,
	COLLECTIONS.nightLadderSteps,
	COLLECTIONS.nightChecks,
	COLLECTIONS.outbox,
	COLLECTIONS.installation,
	COLLECTIONS.photos,
];

/** Their actor may create a row; nobody changes or deletes one (DESIGN.md 2.1). */
export const APPEND_ONLY_COLLECTIONS: readonly string[] = [
	COLLECTIONS.staffEndings,
	COLLECTIONS.nightRehearsals,
	COLLECTIONS.nightSubmissions,
	COLLECTIONS.nightFollowups,
	COLLECTIONS.nightHandbacks,
	COLLECTIONS.editionOpenings,
	COLLECTIONS.nightCheckResults,
	COLLECTIONS.nightExports,
	COLLECTIONS.emergencies,
];
