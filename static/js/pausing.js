// Where the shop cannot be reached, is busy, or does not know who one is any more, nothing is sent until that has changed.
// What was sent under a key can be sent again: a repetition is recognised, so a lost answer never writes twice.

export const OFFLINE = 'offline';
export const BUSY = 'busy';
export const SIGNED_OUT = 'signedOut';

// The first pause, and the longest; each is twice as long as the one before.
const FIRST = 1000;
const LONGEST = 15_000;
let reason = null;
let failures = 0;
let timer = 0;

/** Why nothing is sent for now; null where all is well. */
export const paused = () => reason;

/** The status of an answer; 0 where none came, or not the whole of it. */
export const statusOf = ({response, text}) => (text === undefined ? 0 : response.status);

/** Why a request has to be sent again later; null where its answer is final. */
export function postponed(ctx, repeatable) {
  const status = statusOf(ctx);
  if (status === 401) return SIGNED_OUT;
  if (status === 429 || status === 503) return BUSY;
  if (!repeatable) return null;
  return status === 0 ? OFFLINE : status === 502 || status === 504 ? BUSY : null;
}

/** Send nothing, and ask again after a while: as long as the answer says, else longer each time. */
export function pause(why, response, ask) {
  reason = why;
  clearTimeout(timer);
  if (why === SIGNED_OUT) return;
  const told = Number(response?.headers.get('Retry-After')) * 1000;
  timer = setTimeout(ask, told > 0 ? told : Math.min(LONGEST, FIRST * 2 ** failures));
  failures += 1;
}

export function resume() {
  reason = null;
  failures = 0;
  clearTimeout(timer);
}
