/** Made from snapshots/schema.yaml by `npm run schema:types`; a test holds the two together. Moments are ISO 8601 in UTC, dates YYYY-MM-DD. */

export interface ActivityRow {
	id: string;
	client_key: string | null;
	grid: number | null;
	kind: 'meeting' | 'education' | 'culture' | null;
	held_at: string | null;
	title: string | null;
	place: string | null;
	note: string | null;
	called: unknown;
	outcome: unknown;
	held_on: string | null;
	term: number | null;
	held_by: string | null;
	held_as: string | null;
	received_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface ActivityPeopleRow {
	id: number;
	activity: string;
	person: string | null;
	position: string | null;
	grid: number | null;
	came: boolean | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface ActivityResultRow {
	id: string;
	client_key: string | null;
	activity: string | null;
	outcome: 'held' | 'cancelled' | null;
	came: unknown;
	students: number | null;
	decided: string | null;
	note: string | null;
	photos: unknown;
	recorded_by: string | null;
	recorded_as: string | null;
	recorded_at: string | null;
	called_count: number | null;
	came_count: number | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface ActivityRuleRow {
	id: number;
	college: number;
	kind: 'meeting' | 'education' | 'culture';
	level: 1 | 2 | 3;
	per_term: number;
	active: boolean;
}

export interface AnswerTemplateRow {
	id: number;
	college: number;
	kind: 'feed_back' | 'settle' | 'explain' | 'note';
	title: string;
	text: string;
}

export interface ChatRobotRow {
	id: number;
	name: string;
	college: number;
	building: number | null;
	kind: 'wecom' | 'dingtalk' | 'feishu';
	webhook: string;
	secret: string | null;
	active: boolean | null;
}

export interface ChecklistItemRow {
	id: number;
	college: number;
	topic: 'hygiene' | 'safety' | 'fire' | 'education';
	level: 2 | 3 | null;
	per_room: boolean;
	text_zh: string;
	text_en: string | null;
	points: number;
	sort: number | null;
	active: boolean;
}

export interface CollegeRow {
	id: number;
	code: string;
	name: string;
	time_zone: string;
	supervision_telephone: string | null;
	opens: string;
	closes: string;
	unit_minute: string;
	floor_minute: string;
	late_hours: number;
	reports_from: string | null;
	reminder_minutes: unknown;
	reminder_budget: number;
	ladder: unknown;
	preflight_at: string | null;
	second_look_rooms: number;
	school_code: string | null;
	quiet_from: string | null;
	quiet_until: string | null;
	reopen_days: number;
	emergency_minutes: number;
}

export interface DepartmentRow {
	id: number;
	code: string;
	name: string;
	college: number;
	kind: 'teaching' | 'office';
	phone: string | null;
}

export interface EditionOpeningRow {
	id: string;
	edition: number;
	night: number | null;
	opened_by: string | null;
	opened_at: string | null;
	college: number | null;
	counsellor: string | null;
}

export interface EmergencyRow {
	id: string;
	client_key: string;
	grid: number;
	room: number | null;
	kind: 'injury' | 'fire' | 'conflict' | 'missing' | 'other';
	note: string | null;
	students: unknown;
	reported_by: string | null;
	reported_as: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	reported_at: string | null;
	told: number | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	issue: number | null;
}

export interface EmergencyAckRow {
	id: string;
	client_key: string | null;
	emergency: string | null;
	note: string | null;
	by: string | null;
	by_as: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface EmergencyLevelRow {
	id: number;
	emergency: string;
	audience: 'unit' | 'floor' | 'building' | 'counsellor' | 'working_group';
	person: string | null;
	people: number | null;
	asked_at: string;
	rings: number | null;
	next_ring_at: string | null;
	acknowledged_at: string | null;
	acknowledged_by: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface EscalationRuleRow {
	id: number;
	college: number;
	category: 'plumbing' | 'electricity' | 'network' | 'furniture' | 'hygiene' | 'safety' | 'fire' | 'noise' | 'relations' | 'staff' | 'other' | null;
	severity: 'low' | 'normal' | 'high' | 'urgent' | null;
	take_minutes: number;
	settle_minutes: number;
	close_minutes: number;
	whole_minutes: number | null;
	quiet: boolean;
	office: number | null;
}

export interface FacilityRow {
	id: number;
	code: string;
	kind: 'extinguisher' | 'hydrant' | 'emergency_light' | 'camera' | 'network' | 'electrical' | 'other';
	grid: number;
	room: number | null;
	place: string | null;
	state: 'good' | 'due' | 'empty' | 'damaged' | 'lost' | 'replaced';
	next_check_on: string | null;
	expires_on: string | null;
	last_seen_at: string | null;
	issue: number | null;
	token: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface GridRow {
	id: number;
	code: string;
	name: string;
	college: number;
	parent: number | null;
	level: 1 | 2 | 3 | null;
	position: number | null;
	state: 'planned' | 'pilot' | 'active' | 'retired';
	in_service_from: string | null;
	in_service_until: string | null;
	chat_group: string | null;
	building: number | null;
	floor: number | null;
}

export interface HolidayStayRow {
	id: number;
	period: number;
	student: number;
	state: 'staying' | 'cancelled';
	note: string | null;
	recorded_by: string | null;
	recorded_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
}

export interface InstallationRow {
	key: string;
	value: string | null;
	changed_at: string | null;
}

export interface IssueContactRow {
	id: number;
	issue: number;
	receipt: string;
	name: string | null;
	contact: string | null;
	college: number;
}

export interface IssueFollowerRow {
	id: number;
	issue: number;
	person: string | null;
	receipt: string | null;
	since: string;
	college: number | null;
}

export interface IssueStepRow {
	id: string;
	issue: number | null;
	number: number | null;
	client_key: string | null;
	kind: 'report' | 'take' | 'note' | 'protect' | 'escalate' | 'dispatch' | 'return' | 'rule' | 'postpone' | 'grant' | 'refuse' | 'settle' | 'explain' | 'verify' | 'reject' | 'feed_back' | 'answer' | 'reopen' | 'close' | 'merge' | 'follow' | 'overdue' | 'look_again' | 'expire' | 'hand_over';
	seen: number | null;
	note: string | null;
	until: string | null;
	to_level: number | null;
	to_grid: number | null;
	to_office: number | null;
	into: number | null;
	photos: unknown;
	rating: number | null;
	solved: boolean | null;
	title: string | null;
	issue_kind: 'issue' | 'hazard' | 'dispute' | 'complaint' | 'emergency' | null;
	category: 'plumbing' | 'electricity' | 'network' | 'furniture' | 'hygiene' | 'safety' | 'fire' | 'noise' | 'relations' | 'staff' | 'other' | null;
	severity: 'low' | 'normal' | 'high' | 'urgent' | null;
	grid: number | null;
	room: number | null;
	about: string | null;
	by: string | null;
	by_as: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	at: string | null;
	state: 'reported' | 'in_hand' | 'settled' | 'explained' | 'closed' | null;
	take_due_at: string | null;
	settle_due_at: string | null;
	close_due_at: string | null;
	whole_due_at: string | null;
	college: number | null;
}

export interface IssueRow {
	id: number;
	title: string;
	description: string | null;
	kind: 'issue' | 'hazard' | 'dispute' | 'complaint' | 'emergency';
	category: 'plumbing' | 'electricity' | 'network' | 'furniture' | 'hygiene' | 'safety' | 'fire' | 'noise' | 'relations' | 'staff' | 'other';
	severity: 'low' | 'normal' | 'high' | 'urgent';
	origin: 'staff' | 'public' | 'patrol' | 'emergency';
	source: string | null;
	confidential: boolean;
	grid: number;
	room: number | null;
	about: string | null;
	reporter: string | null;
	reported_at: string;
	state: 'reported' | 'in_hand' | 'settled' | 'explained' | 'closed';
	holder_level: number | null;
	holder_grid: number | null;
	holder_office: number | null;
	held_since: string | null;
	taken_by: string | null;
	taken_at: string | null;
	take_due_at: string | null;
	settle_due_at: string | null;
	close_due_at: string | null;
	whole_due_at: string | null;
	look_again_at: string | null;
	protect_until: string | null;
	ring_at: string | null;
	postpone_until: string | null;
	postpone_by: string | null;
	returns: number | null;
	overdues: number | null;
	reopened: number | null;
	explains: number | null;
	needs_ruling: boolean;
	ruled: boolean;
	settled_by: string | null;
	settled_at: string | null;
	verified_by: string | null;
	verified_at: string | null;
	told_at: string | null;
	closed_at: string | null;
	merged_into: number | null;
	followers: number | null;
	rating: number | null;
	steps: number | null;
	moved: number | null;
	next_due_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	office: number | null;
}

export interface LeaveRow {
	id: number;
	student: number;
	state: 'approved' | 'cancelled';
	starts_at: string;
	ends_at: string;
	reason: string | null;
	approved_by: string | null;
	college: number | null;
	department: number | null;
	counsellor: string | null;
	source: 'entered' | 'imported' | null;
	recorded_at: string | null;
}

export interface MajorRow {
	id: number;
	department: number;
	name: string;
	short_name: string | null;
}

export interface NightAbsenceRow {
	id: number;
	night: number;
	student: number;
	state: 'open' | 'back' | 'handed_over' | 'corrected';
	opened_at: string;
	settled_at: string | null;
	settled_by: string | null;
	returned_at: string | null;
	handed_to: string | null;
	ladder_step: number;
	room: number | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
}

export interface NightCalendarRow {
	id: number;
	name: string;
	college: number;
	kind: 'no_report' | 'other_window' | 'exam' | 'stay_over' | 'make_up';
	starts_on: string | null;
	ends_on: string | null;
	weekdays: unknown;
	opens: string | null;
	closes: string | null;
	unit_minute: string | null;
	floor_minute: string | null;
	counts_as: number | null;
}

export interface NightCheckResultRow {
	id: string;
	client_key: string;
	night_check: number;
	absent: unknown;
	note: string | null;
	night: number | null;
	checked_by: string | null;
	checked_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface NightCheckRow {
	id: number;
	night: number;
	room: number;
	assigned_to: string | null;
	state: 'due' | 'done' | 'lapsed';
	drawn_at: string;
	checked_at: string | null;
	differences: number | null;
	detail: unknown;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface NightEditionRow {
	id: number;
	night: number;
	counsellor: string;
	college: number | null;
	department: number | null;
	number: number;
	made_at: string | null;
	late_by: number | null;
	names: number | null;
	gaps: number | null;
	content: unknown;
	hash: string | null;
}

export interface NightEntryRow {
	id: number;
	submission: string | null;
	night: number;
	student: number;
	kind: 'late_return' | 'not_returned' | 'on_leave';
	returned_at: string | null;
	reason: string | null;
	approved_leave: boolean;
	room: number | null;
	department: number | null;
	counsellor: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface NightExportRow {
	id: string;
	college: number | null;
	kind: 'night_check';
	since: string | null;
	until: string | null;
	rows: number | null;
	made_by: string | null;
	made_at: string | null;
}

export interface NightFollowupRow {
	id: string;
	night: number;
	student: number;
	kind: 'contacted' | 'not_reached' | 'back' | 'handed_over' | 'reopened';
	note: string | null;
	recorded_by: string | null;
	recorded_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
	client_key: string | null;
	returned_at: string | null;
	handed_to: string | null;
}

export interface NightHandbackRow {
	id: string;
	client_key: string;
	night: number;
	grid: number;
	reason: string;
	submission: string | null;
	handed_by: string | null;
	handed_as: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	handed_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface NightLadderStepRow {
	id: number;
	night: number;
	absence: number;
	number: number;
	due_at: string;
	taken_at: string;
	positions: unknown;
	reached: unknown;
	told: number;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
}

export interface NightRehearsalRow {
	id: string;
	college: number | null;
	root: number | null;
	opens_at: string | null;
	closes_at: string;
	note: string | null;
	requested_by: string | null;
	requested_at: string | null;
}

export interface NightReportRow {
	id: number;
	night: number;
	grid: number;
	level: number;
	state: 'due' | 'on_time' | 'late' | 'missing';
	due_at: string;
	first_received_at: string | null;
	received_at: string | null;
	submissions: number;
	submission: string | null;
	reporter: string | null;
	reported_as: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	on_behalf: boolean;
	residents: number | null;
	present: number | null;
	late_return: number | null;
	not_returned: number | null;
	on_leave: number | null;
	units_expected: number | null;
	units_silent: number | null;
	responsible: string | null;
	responsible_name: string | null;
	responsible_phone: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	stand_in: boolean | null;
	handed_back_at: string | null;
	handed_back_reason: string | null;
}

export interface NightResidentRow {
	id: number;
	night: number;
	student: number;
	room: number;
	bed: number | null;
	on_leave: boolean;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
}

export interface NightSubmissionRow {
	id: string;
	night: number | null;
	grid: number | null;
	client_key: string | null;
	rooms: unknown;
	gaps: unknown;
	reason: string | null;
	note: string | null;
	seen_at: string | null;
	sent_at: string | null;
	received_at: string | null;
	number: number | null;
	received_state: 'on_time' | 'late' | null;
	reporter: string | null;
	reported_as: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	on_behalf: boolean | null;
	residents: number | null;
	present: number | null;
	late_return: number | null;
	not_returned: number | null;
	on_leave: number | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	stand_in: boolean | null;
	clock_skew: number | null;
}

export interface NightSummaryRow {
	id: number;
	night: number;
	college: number | null;
	units_expected: number | null;
	units_on_time: number | null;
	units_late: number | null;
	units_missing: number | null;
	residents: number | null;
	present: number | null;
	late_return: number | null;
	not_returned: number | null;
	on_leave: number | null;
	unaccounted: number | null;
	departments: unknown;
	sums_agree: boolean;
	computed_at: string | null;
}

export interface NightRow {
	id: number;
	key: string;
	date: string;
	kind: 'regular' | 'rehearsal';
	state: 'planned' | 'open' | 'closed';
	college: number;
	rehearsal: string | null;
	root: number | null;
	opens_at: string;
	unit_due_at: string;
	floor_due_at: string;
	closes_at: string;
	locks_at: string;
	opened_at: string | null;
	closed_at: string | null;
	closed_late_by: number | null;
	occasion: 'exam' | 'stay_over' | 'make_up' | null;
	stay_over: number | null;
	reminded_at: string | null;
}

export interface OutboxRow {
	id: number;
	key: string;
	college: number | null;
	night: number | null;
	kind: 'edition' | 'reminder' | 'digest' | 'ladder' | 'emergency' | 'handback' | 'preflight' | 'second_look' | 'delivery' | 'issue' | 'patrol' | 'facility' | 'patrol_missed' | 'activity';
	channel: 'notification' | 'mail' | 'robot';
	recipient: string | null;
	subject: string | null;
	message: string | null;
	created_at: string;
	sent_at: string | null;
	state: 'waiting' | 'sent' | 'dropped' | 'dead';
	address: string | null;
	robot: number | null;
	attempts: number;
	next_attempt_at: string | null;
	last_error: string | null;
	claim: number;
	claimed_until: string | null;
	opened_at: string | null;
	attempted_at: string | null;
}

export interface PatrolDutyRow {
	id: number;
	key: string;
	plan: number;
	walk: string;
	grid: number;
	person: string | null;
	date: string;
	starts_at: string;
	due_at: string;
	late_until: string;
	topics: unknown;
	period: number | null;
	state: 'owed' | 'done' | 'late' | 'missed';
	reminded_at: string | null;
	settled_at: string | null;
	patrol: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface PatrolFindingRow {
	id: number;
	patrol: string;
	grid: number;
	room: number | null;
	item: number | null;
	facility: number | null;
	facility_state: string | null;
	what: string | null;
	points: number | null;
	settled: boolean;
	issue: number | null;
	found_at: string;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface PatrolPlanRow {
	id: number;
	name: string;
	college: number;
	level: 2 | 3;
	root: number | null;
	topics: unknown;
	rhythm: 'daily' | 'weekly' | 'sensitive';
	weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7 | null;
	times: unknown;
	before_minutes: number;
	after_minutes: number;
	late_minutes: number;
	who: 'one_of_us' | 'all_of_us';
	active: boolean;
}

export interface PatrolRow {
	id: string;
	client_key: string | null;
	duty: number | null;
	grid: number | null;
	started_at: string | null;
	finished_at: string | null;
	rooms: unknown;
	findings: unknown;
	facilities: unknown;
	scores: unknown;
	note: string | null;
	photos: unknown;
	kind: 'on_time' | 'late' | 'free' | null;
	patrolled_by: string | null;
	patrolled_as: string | null;
	received_at: string | null;
	found: number | null;
	raised: number | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface PhotoRow {
	id: string;
	college: number | null;
	uploaded_by: string | null;
	upload_key: string | null;
	uploaded_at: string;
	linked_collection: string | null;
	linked_item: string | null;
	linked_at: string | null;
	bytes: number | null;
	width: number | null;
	height: number | null;
}

export interface PublicPlaceRow {
	id: number;
	code: string;
	building: number;
	room: number | null;
	college: number;
}

export interface PublicUseRow {
	id: number;
	key: string;
	count: number;
	ends_at: string;
}

export interface RoomScoreRow {
	id: number;
	room: number;
	score: number;
	points: number;
	patrol: string;
	walked_at: string;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface RoomRow {
	id: number;
	number: string;
	unit: number;
	position: number;
	beds: number;
	college: number | null;
	building: number | null;
	floor: number | null;
}

export interface SensitivePeriodRow {
	id: number;
	name: string;
	college: number;
	building: number | null;
	starts_on: string;
	ends_on: string;
	extra_times: unknown;
	extra_topics: unknown;
}

export interface StaffAssignmentRow {
	id: string;
	person: string;
	position: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office';
	grid: number | null;
	room: number | null;
	department: number | null;
	term: number | null;
	starts_on: string;
	ends_on: string | null;
	ended_how: 'resigned' | 'term_end' | 'replaced' | 'moved' | null;
	ended_at: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	stand_in: boolean | null;
}

export interface StaffEndingRow {
	id: string;
	assignment: string;
	last_day: string;
	how: 'resigned' | 'term_end' | 'replaced' | 'moved' | null;
	reason: string | null;
	decided_by: string | null;
	decided_at: string | null;
}

export interface StaffScopeRow {
	id: number;
	assignment: string | null;
	person: string | null;
	position: 'working_group' | 'instructor' | 'building_head' | 'assistant_building_head' | 'floor_head' | 'unit_leader' | 'room_head' | 'counsellor' | 'responsible_office' | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
	room: number | null;
	department: number | null;
	counsellor: string | null;
	ends_on: string | null;
	stand_in: boolean | null;
}

export interface StudentRow {
	id: number;
	number: string;
	name: string;
	college: number;
	gender: 'male' | 'female' | null;
	department: number | null;
	major: number | null;
	grade: number | null;
	class_name: string | null;
	counsellor: string | null;
	phone: string | null;
	residence_state: 'resident' | 'moved_out';
	room: number | null;
	bed: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export interface TermRow {
	id: number;
	name: string;
	college: number;
	starts_on: string;
	ends_on: string;
}

/** Our own fields of directus_users. */
export interface UserFields {
	phone: string | null;
}

export interface Schema {
	activities: ActivityRow[];
	activity_people: ActivityPeopleRow[];
	activity_results: ActivityResultRow[];
	activity_rules: ActivityRuleRow[];
	answer_templates: AnswerTemplateRow[];
	chat_robots: ChatRobotRow[];
	checklist_items: ChecklistItemRow[];
	colleges: CollegeRow[];
	departments: DepartmentRow[];
	edition_openings: EditionOpeningRow[];
	emergencies: EmergencyRow[];
	emergency_acks: EmergencyAckRow[];
	emergency_levels: EmergencyLevelRow[];
	escalation_rules: EscalationRuleRow[];
	facilities: FacilityRow[];
	grids: GridRow[];
	holiday_stays: HolidayStayRow[];
	installation: InstallationRow[];
	issue_contacts: IssueContactRow[];
	issue_followers: IssueFollowerRow[];
	issue_steps: IssueStepRow[];
	issues: IssueRow[];
	leaves: LeaveRow[];
	majors: MajorRow[];
	night_absences: NightAbsenceRow[];
	night_calendar: NightCalendarRow[];
	night_check_results: NightCheckResultRow[];
	night_checks: NightCheckRow[];
	night_editions: NightEditionRow[];
	night_entries: NightEntryRow[];
	night_exports: NightExportRow[];
	night_followups: NightFollowupRow[];
	night_handbacks: NightHandbackRow[];
	night_ladder_steps: NightLadderStepRow[];
	night_rehearsals: NightRehearsalRow[];
	night_reports: NightReportRow[];
	night_residents: NightResidentRow[];
	night_submissions: NightSubmissionRow[];
	night_summaries: NightSummaryRow[];
	nights: NightRow[];
	outbox: OutboxRow[];
	patrol_duties: PatrolDutyRow[];
	patrol_findings: PatrolFindingRow[];
	patrol_plans: PatrolPlanRow[];
	patrols: PatrolRow[];
	photos: PhotoRow[];
	public_places: PublicPlaceRow[];
	public_uses: PublicUseRow[];
	room_scores: RoomScoreRow[];
	rooms: RoomRow[];
	sensitive_periods: SensitivePeriodRow[];
	staff_assignments: StaffAssignmentRow[];
	staff_endings: StaffEndingRow[];
	staff_scopes: StaffScopeRow[];
	students: StudentRow[];
	terms: TermRow[];
}

