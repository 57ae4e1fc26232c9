// <html data-htmx-requests>: how many requests are on their way, wait their turn, or wait to be swapped. 0 is idle.

import {on} from './dom.js';

const held = new Set();
// Later than the timer of htmx itself, which begins when the event has bubbled.
const SLACK = 20;

function tell() {
  document.documentElement.dataset.htmxRequests = held.size;
}

/** Count something until it is released. */
export function hold(thing) {
  held.add(thing);
  tell();
}

export function release(thing) {
  held.delete(thing);
  tell();
}

// What is typed into a filter is asked for a moment later; until then it waits.
const typed = new Map();
on('input', ({target}) => {
  const source = target.closest('[hx-trigger*="delay:"]');
  const delay = source?.getAttribute('hx-trigger').match(/delay:(\d+)ms/)?.[1];
  if (!delay) return;
  clearTimeout(typed.get(source));
  hold(source);
  typed.set(source, setTimeout(release, Number(delay) + SLACK, source));
}, true);

on('htmx:before:request', (event) => hold(event.detail.ctx), true);
on('htmx:finally:request', (event) => {
  // After everybody else has heard of it: what they do about an answer belongs to it.
  const {ctx} = event.detail;
  queueMicrotask(() => release(ctx));
});
