// The preview of a long text: asked of the server a moment after typing, one request at a time, and once more where
// something was typed meanwhile. So an older one never stands over a newer.

import {on} from './dom.js';
import {hold, release} from './idle.js';

const BOX = 'details[data-preview]';
const WAIT = 300;
// What a preview can show: the text, or why it cannot be saved.
const SHOWN = new Set([200, 422]);
const timers = new Map();
const asking = new Set();

const boxIn = (form) => form?.querySelector(BOX);

function soon(box) {
  hold(box);
  clearTimeout(timers.get(box));
  timers.set(box, setTimeout(ask, WAIT, box));
}

async function ask(box) {
  if (asking.has(box)) {
    soon(box);
    return;
  }
  timers.delete(box);
  if (box.open && box.isConnected) {
    asking.add(box);
    delete box.dataset.due;
    await htmx.ajax('POST', box.dataset.preview, {source: box, swap: 'none'});
    asking.delete(box);
  }
  if (!timers.has(box)) release(box);
}

on('input', ({target}) => {
  const box = target.matches('textarea') && boxIn(target.form);
  if (!box) return;
  box.dataset.due = '';
  soon(box);
});
on('toggle', ({target}) => {
  if (target.matches(BOX) && target.open && 'due' in target.dataset) soon(target);
}, true);

// Nobody is called away from typing because a preview failed.
on('htmx:before:response', (event) => {
  const {sourceElement, response} = event.detail.ctx;
  if (sourceElement.matches(BOX) && !SHOWN.has(response.status)) event.preventDefault();
});
on('htmx:finally:request', (event) => {
  const {sourceElement: box, response} = event.detail.ctx;
  if (box.matches(BOX)) box.classList.toggle('stale', !SHOWN.has(response?.status));
});

// The preview follows the text, and its links lead nowhere while one writes.
on('scroll', ({target}) => {
  const box = target.matches?.('textarea') && boxIn(target.form);
  if (!box) return;
  const far = target.scrollTop / (target.scrollHeight - target.clientHeight || 1);
  box.scrollTop = far * (box.scrollHeight - box.clientHeight);
}, true);
on('click', (event) => {
  if (event.target.closest?.(`${BOX} .shown a`)) event.preventDefault();
});
