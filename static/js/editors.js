// Editing one place: its form is opened from the page's template (or asked of the server), shown as saved at once, sent
// through the queue, and closed by the answer.

import {deedsSoFar} from './focus.js';
import * as faces from './faces.js';
import {controlOf, editable, faceOf, fieldOf, formsIn, ownerOf, placeOf, shownBy, templateOf} from './places.js';
import {enqueue} from './queue.js';
import {ask} from './arriving.js';

// form -> what is known of it: `state` is open, pending (sent or waiting for its turn) or aside (refused, and put away
// because its author had moved on); `initial` is the text that would change nothing, null where any must be sent.
const drafts = new WeakMap();
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
let focusPlace = (place) => place.focus();

/** Say how a place is focused that is no longer edited. */
export function focusBy(focus) {
  focusPlace = focus;
}

export const draftOf = (form) => drafts.get(form) ?? null;
export const stay = (place) => focusPlace(place);
export const inState = (place, state) => formsIn(place).filter((form) => drafts.get(form)?.state === state);
export const openForm = () =>
  [...document.querySelectorAll('form.editor:not([hidden])')].find((form) => drafts.get(form)?.state === 'open');

export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte & 63]).join('');
}

/** Edit a place. `how` is typing (`text` replaces the value), select, or end (the caret after the text). */
export function open(place, how = 'select', text = null) {
  if (!editable(place)) return false;
  const there = inState(place, 'open').at(-1) ?? inState(place, 'aside').at(-1);
  if (there) {
    reveal(there);
    if (text !== null) put(controlOf(there), text);
  } else if (faceOf(place) === 'grid' ? templateOf(place) : !templateOf(place).hasAttribute('data-remote')) {
    begin(place, fromTemplate(place), how, text);
  } else {
    ask(place, newKey(), how, text);
  }
  return true;
}

/** Take over a form that stands in its place: note what it begins with, and go into it. */
export function begin(place, form, how, text) {
  const control = controlOf(form);
  faces.keep(place);
  drafts.set(form, {state: 'open', place: place.id, initial: control.value, typed: how === 'typing', caret: null});
  if (!form.isConnected) {
    place.append(form);
    htmx.process(form);
  }
  control.focus();
  if (text !== null) put(control, text);
  else if (how === 'end' || control.matches('textarea')) caretTo(control, [control.value.length, control.value.length]);
  else control.select?.();
  form.dispatchEvent(new CustomEvent('editor:open', {bubbles: true, detail: {how}}));
}

/** Save nothing in the place of what stands there. */
export function clear(place) {
  if (!editable(place) || place.matches('.boolean')) return false;
  if (templateOf(place)) return write(place, (control) => put(control, ''));
  ask(place, newKey(), 'typing', '', [{key: 'Enter', mod: true}]);
  return true;
}

/** Turn yes into no and no into yes. */
export function toggle(place) {
  return (
    editable(place) &&
    write(place, (control) => {
      control.value = control.value === '1' ? '0' : '1';
      place.classList.toggle('yes', control.value === '1');
      place.classList.toggle('no', control.value !== '1');
    })
  );
}

function write(place, change) {
  const form = fromTemplate(place);
  faces.keep(place);
  drafts.set(form, {state: 'open', place: place.id, initial: controlOf(form).value, typed: false, caret: null});
  change(controlOf(form));
  place.append(form);
  htmx.process(form);
  commit(form);
  return true;
}

function fromTemplate(place) {
  const form = templateOf(place).content.querySelector('form').cloneNode(true);
  const owner = ownerOf(place);
  rename(form, newKey());
  for (const name of ['action', 'hx-post']) form.setAttribute(name, `${owner.dataset.url}/${fieldOf(place)}`);
  form.elements.version.value = owner.dataset.version;
  form.elements.face.value = faceOf(place);
  // What is on its way already is what the next edit begins with.
  const latest = inState(place, 'pending').at(-1);
  controlOf(form).value = latest ? controlOf(latest).value : (place.dataset.value ?? '');
  return form;
}

/** Give a form its key: the id by which its answer finds it, and by which a repeated request is known. */
function rename(form, key) {
  const [old, id] = [form.id, `f-${key}`];
  for (const element of [form, ...form.querySelectorAll('*')]) {
    for (const name of ['id', 'aria-controls', 'aria-describedby', 'aria-labelledby']) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll(old, id));
    }
  }
  form.elements.key.value = key;
}

/** Save what an editor holds and go on at once; what changed nothing is only closed. */
export function commit(form, go = null) {
  const draft = drafts.get(form);
  if (draft?.state !== 'open') return;
  const place = placeOf(form);
  const control = controlOf(form);
  draft.state = 'pending';
  draft.caret = caretOf(control);
  const changed = draft.initial === null || control.value !== draft.initial;
  go?.(place);
  draft.deeds = deedsSoFar();
  if (!changed) return close(form);
  for (const older of inState(place, 'aside')) older.remove();
  pend(place, control);
  fold(form, control.value);
  tell('pending');
  enqueue(ownerOf(place).id, () => send(form), form);
}

function pend(place, control) {
  const value = place.querySelector(':scope > .value');
  if (value) value.textContent = shownBy(control);
  for (const name of ['aria-invalid', 'aria-describedby']) place.removeAttribute(name);
  place.setAttribute('aria-busy', 'true');
  place.classList.remove('refused');
  place.classList.add('pending');
}

/** Leave of a form only what is sent, so that its place holds no other text than what it shows. */
function fold(form, value) {
  const draft = drafts.get(form);
  for (const name of ['aria-invalid', 'aria-describedby']) controlOf(form).removeAttribute(name);
  form.querySelector('.error')?.remove();
  draft.parts = [...form.childNodes].filter((node) => node.type !== 'hidden');
  draft.standIn = Object.assign(document.createElement('input'), {type: 'hidden', name: 'value'});
  form.hidden = true;
  for (const part of draft.parts) part.remove();
  form.append(draft.standIn);
  draft.standIn.value = value;
}

/** Make it an editor again, unless the answer has done so. */
export function unfold(form) {
  const {parts, standIn} = drafts.get(form);
  if (!standIn?.isConnected) return;
  standIn.remove();
  form.prepend(...parts);
}

function send(form) {
  const draft = drafts.get(form);
  const {value} = controlOf(form);
  // The same key with another text would be taken for a repetition, and the text would be lost.
  if (draft.sent !== undefined && draft.sent !== value) rename(form, newKey());
  draft.sent = value;
  if (form.isConnected) form.requestSubmit();
  else sendUnseen(form);
}

/** Its place has gone with the page's history; what was typed is saved all the same. */
function sendUnseen(form) {
  const source = document.getElementById('announcer');
  const values = Object.fromEntries(new FormData(form));
  htmx.ajax('POST', form.getAttribute('action'), {source, target: source, swap: 'none', values});
}

/** Give up what was typed, without a request. */
export function cancel(form) {
  const place = placeOf(form);
  drafts.get(form).state = 'closed';
  focusPlace(place);
  close(form);
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
  const draft = drafts.get(form);
  draft.state = 'open';
  unfold(form);
  form.hidden = false;
  if (!focus) return;
  const choice = form.querySelector('[data-choose]');
  (choice ?? controlOf(form)).focus();
  if (!choice && draft.caret) caretTo(controlOf(form), draft.caret);
}

const tell = (what) => document.dispatchEvent(new CustomEvent(`editor:${what}`));

/** Put a text into a control as if it had been typed. */
export function put(control, text) {
  if (control.matches('select')) return;
  control.value = text;
  caretTo(control, [text.length, text.length]);
  control.dispatchEvent(new Event('input', {bubbles: true}));
}

function caretOf(control) {
  return control.matches('select') ? null : [control.selectionStart, control.selectionEnd];
}

function caretTo(control, [start, end]) {
  control.setSelectionRange?.(start, end);
}

const unsent = (form) => {
  const draft = drafts.get(form);
  return draft && draft.state !== 'pending' && controlOf(form).value !== draft.initial;
};

window.addEventListener('beforeunload', (event) => {
  if ([...document.querySelectorAll('form.editor')].some(unsent)) event.preventDefault();
});

document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    if (drafts.get(form)?.state !== 'open') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    commit(form, stay);
  },
  true,
);
