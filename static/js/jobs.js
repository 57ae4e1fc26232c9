// Jobs: what was asked for comes into sight, and where a button goes with what it did, focus stays with its job.

import {byId, on} from './dom.js';
import {belongs} from './focus.js';

let at = null;

on('focusin', ({target}) => {
  at = target.closest?.('.job')?.id ?? null;
});
belongs(() => (byId(at) ?? byId('main'))?.focus({preventScroll: true}));

on('htmx:finally:request', ({detail: {ctx}}) => {
  const {sourceElement: source, response} = ctx;
  // Whoever is signed out meanwhile, or whose job is gone, is told so once and not every second.
  if (source.matches('[data-poll]') && response?.status >= 400 && response.status < 500) source.remove();
  if (response?.status !== 201) return;
  byId('jobs-rows')?.firstElementChild?.scrollIntoView({block: 'nearest'});
});
