// Undo and redo, one step at a time, once all that is on its way has been done. What came back, as what is a copy, is marked
// and has focus, where it is on the page; where somebody changed it since, its cell brings a choice.

import {byId, on} from './dom.js';
import {begin, editOf, reveal, stay} from './editors.js';
import {tick} from './faces.js';
import {deedsSoFar} from './focus.js';
import {follow} from './following.js';
import {newKey} from './forms.js';
import {language} from './live.js';
import {PLACE, placeOf} from './places.js';
import {send} from './placeless.js';
import {ALL, enqueue, underWay} from './queue.js';

// answer on its way -> how much had been done when it was asked for
const asked = new WeakMap();

const walk = (verb) => () => {
  const url = `/${language}/${verb}`;
  const key = newKey();
  enqueue(ALL, () => send('POST', url, {key}));
  return true;
};
export const undo = walk('undo');
export const redo = walk('redo');

on('click', ({target}) => {
  const form = target.closest?.('[data-undo]')?.form;
  if (form && !underWay(form)) form.elements.key.value = newKey();
});

/** The cell of an id, or the first one of the row. */
const placed = (id) => {
  const found = byId(id);
  return found?.matches(PLACE) ? found : found?.querySelector(PLACE);
};

on('htmx:before:request', ({detail: {ctx}}) => asked.set(ctx, deedsSoFar()));
on('htmx:finally:request', ({detail: {ctx}}) => {
  if (!/\/(undo|redo|copies)$/.test(ctx.request.action)) return;
  const idle = asked.get(ctx) === deedsSoFar();
  const ids = document.querySelector('#notes > :last-child')?.dataset.places ?? '';
  const places = ctx.response?.status < 300 ? ids.split(' ').map(placed).filter(Boolean) : [];
  for (const place of places) {
    tick(place);
    follow(place);
  }
  if (idle && places.length) stay(places[0]);
  const form = [...document.querySelectorAll('form.editor[data-conflict]')].find((one) => placeOf(one) && !editOf(one));
  if (!form) return;
  begin(placeOf(form), form, 'select', null);
  // To bring a value back is a change, though nobody has typed anything.
  editOf(form).initial = null;
  reveal(form, idle);
});
