/** Whom the staff of a building appoint to stand in (代班) does so for a week at most. */
export const LONGEST_STAND_IN_DAYS = 7;
