import { createTurnstile } from './turnstile.ts';

/**
 * What a password costs (argon2: 64 MB, a tenth of a second of a core) is paid for so many a second, lane by lane in turn.
 * Strangers, lane by address, and the known, lane by account, pass gates of their own: no flood from outside keeps a
 * person waiting who has logged in on this telephone before, and none of the staff holds up another.
 */
const RULE = { places: 4, holdFor: 250 };

export const strangers = createTurnstile({ ...RULE, longestLane: 400 });
/** Behind it whoever has shown that an account is his: more at once than a person's own telephones is a program. */
export const known = createTurnstile({ ...RULE, longestLane: 16 });

/** New passwords, lane by person: each is hashed within its transaction, and on SQLite everybody waits for that. */
export const changes = createTurnstile({ places: 1, holdFor: 400, longestLane: 2 });

/** Until a full lane has moved on. */
export const FULL_LANE_SECONDS = '10';
