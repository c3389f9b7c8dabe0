import { createError } from '@directus/errors';

/**
 * One constant an error (STYLE.md, conventions 8). The message comes ready in the asker's language from services/refuse.ts,
 * because Directus answers with `error.message` as it stands; the code and the other extensions are for programs.
 */
export interface GridErrorExtensions {
	message: string;
	[detail: string]: unknown;
}

const gridError = (code: string, status: number) =>
	createError<GridErrorExtensions>(code, (extensions) => extensions.message, status);

export const GridForbiddenError = gridError('GRID_FORBIDDEN', 403);
export const GridNightNotOpenError = gridError('GRID_NIGHT_NOT_OPEN', 409);
export const GridNightClosedError = gridError('GRID_NIGHT_CLOSED', 409);
export const GridReasonRequiredError = gridError('GRID_REASON_REQUIRED', 400);
export const GridNotExpectedError = gridError('GRID_NOT_EXPECTED', 400);
export const GridUnbalancedError = gridError('GRID_UNBALANCED', 400);
export const GridStudentNotHereError = gridError('GRID_STUDENT_NOT_HERE', 400);
export const GridAlreadyReceivedError = gridError('GRID_ALREADY_RECEIVED', 409);
export const GridNotAbsentError = gridError('GRID_NOT_ABSENT', 409);
export const GridNotSettledError = gridError('GRID_NOT_SETTLED', 409);
export const GridNothingToHandBackError = gridError('GRID_NOTHING_TO_HAND_BACK', 409);
export const GridGapsUnseenError = gridError('GRID_GAPS_UNSEEN', 409);
export const GridInvalidInputError = gridError('GRID_INVALID_INPUT', 400);
export const GridAppendOnlyError = gridError('GRID_APPEND_ONLY', 403);
export const GridStateOnlyError = gridError('GRID_STATE_ONLY', 403);
export const GridPostTakenError = gridError('GRID_POST_TAKEN', 409);
/** For good, not for a while: 429 would have a client try again. */
export const GridTooManyError = gridError('GRID_TOO_MANY', 409);
export const GridBusyError = gridError('GRID_BUSY', 503);
export const GridCheckOverError = gridError('GRID_CHECK_OVER', 409);
export const GridStructureError = gridError('GRID_STRUCTURE', 400);
/** A rehearsal of the same grids has not ended. */
export const GridRehearsalError = gridError('GRID_REHEARSAL', 409);
export const GridSheetError = gridError('GRID_SHEET', 400);
export const GridSettingsError = gridError('GRID_SETTINGS', 400);
export const GridTooLargeError = gridError('GRID_TOO_LARGE', 413);
export const GridPatrolError = gridError('GRID_PATROL', 409);
export const GridActivityError = gridError('GRID_ACTIVITY', 409);
export const GridPhotoError = gridError('GRID_PHOTO', 400);
export const GridLoginStaleError = gridError('GRID_LOGIN_STALE', 403);
export const GridLeaveError = gridError('GRID_LEAVE', 409);
export const GridSheetRowsError = gridError('GRID_SHEET_ROWS', 400);
export const GridIssueChangedError = gridError('GRID_ISSUE_CHANGED', 409);
/** A code or receipt that is none: one answer for all that are not known. */
export const GridUnknownCodeError = gridError('GRID_UNKNOWN_CODE', 404);
export const GridProofError = gridError('GRID_PROOF', 400);
/** For a while: `retry_after` says for how many seconds. */
export const GridSlowDownError = gridError('GRID_SLOW_DOWN', 429);
export const GridIssueStepError = gridError('GRID_ISSUE_STEP', 409);
