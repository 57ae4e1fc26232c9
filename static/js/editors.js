// The life of an editor from when its form stands in its place: shown as saved at once, sent through the queue, and closed by
// the answer, or given up.

import {emit, on} from './dom.js';
import {isKept} from './drafts.js';
import * as faces from './faces.js';
import {deedsSoFar} from './focus.js';
import {caretOf, caretTo, fold, newKey, put, rename, sendUnseen, unfold} from './forms.js';
import {controlOf, formsIn, ownerOf, placeOf, shownBy} from './places.js';
import {enqueue} from './queue.js';

// form -> what is known of it: `state` is open, pending (sent or waiting for its turn) or aside (refused, and put away
// because its author had moved on); `initial` is the text that would change nothing, null where any must be sent.
const edits = new WeakMap();
let focusPlace = (place) => place.focus();

/** Say how a place is focused that is no longer edited. */
export function focusBy(focus) {
  focusPlace = focus;
}

export const editOf = (form) => edits.get(form) ?? null;
export const stay = (place) => focusPlace(place);
export const inState = (place, state) => formsIn(place).filter((form) => edits.get(form)?.state === state);
export const openForm = () =>
  [...document.querySelectorAll('form.editor:not([hidden])')].find((form) => edits.get(form)?.state === 'open');

/** Take over a form that stands in its place: note what it begins with, and go into it. */
export function begin(place, form, how, text) {
  const control = know(place, form, how === 'typing');
  control.focus();
  if (text !== null && !control.matches('select')) put(control, text);
  else if (how === 'end' || control.matches('textarea')) caretTo(control, [control.value.length, control.value.length]);
  else control.select?.();
  if (control.matches('textarea')) form.scrollIntoView({block: 'nearest'});
  form.dispatchEvent(new CustomEvent('editor:open', {bubbles: true, detail: {how}}));
}

/** Note what a form begins with, and show it in its place. */
export function know(place, form, typed) {
  const control = controlOf(form);
  faces.keep(place);
  edits.set(form, {state: 'open', place: place.id, initial: control.value, typed, caret: null});
  if (!form.isConnected) place.append(form);
  return control;
}

/** Whether an editor holds something else than what is stored. */
export function changed(form) {
  const {initial} = edits.get(form);
  return initial === null || controlOf(form).value !== initial;
}

/** Save what an editor holds and go on at once; what changed nothing is only closed. */
export function commit(form, go = null) {
  const edit = edits.get(form);
  if (edit?.state !== 'open') return;
  const place = placeOf(form);
  const control = controlOf(form);
  const nothing = !changed(form);
  edit.state = 'pending';
  edit.caret = caretOf(control);
  if (nothing) {
    close(form);
    return void go?.(place);
  }
  // First, while nothing has changed: a browser lays out at once what gets the focus, and what is taken away with it.
  go?.(place);
  for (const older of inState(place, 'aside')) older.remove();
  pend(place, control);
  fold(form);
  edit.deeds = deedsSoFar();
  tell('pending');
  enqueue(ownerOf(place).id, () => send(form), form);
}

function pend(place, control) {
  const value = place.querySelector(':scope > .value');
  if (value && !control.form.elements.language) value.textContent = shownBy(control);
  for (const name of ['aria-invalid', 'aria-describedby']) place.removeAttribute(name);
  place.ariaBusy = true;
  place.classList.remove('refused');
  place.classList.add('pending');
}

function send(form) {
  const edit = edits.get(form);
  const {value} = controlOf(form);
  // The same key with another text would be taken for a repetition, and the text would be lost.
  if (edit.sent !== undefined && edit.sent !== value) rename(form, newKey());
  edit.sent = value;
  htmx.process(form);
  if (form.isConnected) form.requestSubmit();
  else sendUnseen(form);
}

/** Give up what was typed, without a request. */
export function cancel(form) {
  const place = placeOf(form);
  edits.get(form).state = 'closed';
  form.dispatchEvent(new CustomEvent('editor:discarded', {bubbles: true}));
  close(form);
  focusPlace(place);
}

/** Take an editor away; the place shows what is stored, or what else is on its way there. */
export function close(form) {
  const place = placeOf(form);
  form.remove();
  if (inState(place, 'pending').length) return;
  const older = inState(place, 'aside').at(-1);
  if (older) reveal(older);
  else faces.show(place);
  tell('closed');
}

/** Bring an editor back with its text and caret, and go into it. */
export function reveal(form, focus = true) {
  const edit = edits.get(form);
  edit.state = 'open';
  unfold(form);
  form.hidden = false;
  if (!focus) return;
  const choice = form.querySelector('.choice [data-choose]');
  (choice ?? controlOf(form)).focus();
  if (!choice && edit.caret) caretTo(controlOf(form), edit.caret);
}

const tell = (what) => emit(`editor:${what}`);

const unsent = (form) => edits.has(form) && edits.get(form).state !== 'pending' && changed(form) && !isKept(form);

window.addEventListener('beforeunload', (event) => {
  if ([...document.querySelectorAll('form.editor')].some(unsent)) event.preventDefault();
});

on(
  'submit',
  (event) => {
    const form = event.target;
    if (edits.get(form)?.state !== 'open') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    commit(form, stay);
  },
  true,
);
