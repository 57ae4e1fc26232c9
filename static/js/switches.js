// What somebody has switched on or off about the keys, in a cookie: a keyboard belongs to a machine. The server reads the same.

const DEFAULTS = 'letters.tabs';
const KEPT = /(?:^|; )etalage-keys=([\w.-]*)/;

/** Whether a switch is on. */
export const chosen = (name) => (document.cookie.match(KEPT)?.[1] ?? DEFAULTS).split('.').includes(name);
