// What is said of a save that takes long: after 3 s a text, after 10 s a button; at once where the shop cannot be reached.
// It lies over the page, so nothing moves; the cells themselves have had their mark since 300 ms.

import {byId, focused, on} from './dom.js';
import {goHome} from './focus.js';
import {numeral} from './live.js';
import {SIGNED_OUT, paused} from './pausing.js';
import {retry, standing} from './queue.js';

const SLOW = 3000;
const LONG = 10_000;
const box = () => byId('waiting');
let timer = 0;

/** Whether Enter on a place tries its save again instead of editing it. */
export const waits = (place) => place.matches('.pending') && box()?.querySelector('button').hidden === false;

/** What has been on its way too long is sent again, and what waits is tried at once. */
export function tryNow() {
  retry(performance.now() - LONG);
  return true;
}

function look() {
  clearTimeout(timer);
  const {count, since} = standing();
  const waited = since === null ? 0 : performance.now() - since;
  const why = paused() === SIGNED_OUT ? null : (paused() ?? (waited >= SLOW ? 'slow' : null));
  show(count && why, count, why !== 'slow' || waited >= LONG);
  if (since !== null && waited < LONG) timer = setTimeout(look, (waited < SLOW ? SLOW : LONG) - waited);
}

function show(why, count, button) {
  const shown = box();
  const {dataset} = document.documentElement;
  if (!shown || (!why && !dataset.waiting)) return;
  if (why) dataset.waiting = why;
  else delete dataset.waiting;
  const text = shown.dataset[why]?.replace('{n}', numeral(count)) ?? '';
  const said = shown.querySelector('p');
  if (said.textContent !== text) said.textContent = text;
  const tries = shown.querySelector('button');
  const had = tries === focused();
  tries.hidden = !why || !button;
  if (had && tries.hidden) goHome();
}

on('queue:changed', look);
on('click', ({target}) => {
  if (target.closest?.('#waiting button')) tryNow();
});
