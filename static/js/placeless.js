// Requests that belong to no place on the page, and whose answer says by itself where it goes.

import {announcer} from './live.js';

/** Send one; what it writes is enqueued first. */
export function send(method, url, values) {
  const source = announcer();
  return htmx.ajax(method, url, {source, target: source, swap: 'none', values});
}
