// Keeping drafts: what was typed into a `form[data-draft]` and is not saved yet lies on the shelf a second later. Each form
// writes a draft of its own, so that neither two tabs nor an older draft get lost through it.

import {on} from './dom.js';
import {newKey, put} from './forms.js';
import * as shelf from './shelf.js';

const FORM = 'form[data-draft]';
const WRITTEN = 'textarea, select, input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio])';
const WAIT = 1000;
// form -> `stored`, the fields that it came with; `texts`, the names of those that are long; `fields`, what was typed
// since; `version`, what that is based on; `key`, under which it is kept
const known = new WeakMap();

export const forms = () => [...document.querySelectorAll(FORM)];
export const keyOf = (form) => known.get(form)?.key;
export const controls = (form) => [...form.elements].filter((one) => one.name && one.matches(WRITTEN));
const fieldsOf = (form) => Object.fromEntries(controls(form).map(({name, value}) => [name, value]));

/** The address that a form writes to; `data-draft` tells apart those that write to one. */
export function pathOf(form) {
  const {pathname} = new URL(form.getAttribute('action'), location.href);
  return form.dataset.draft ? `${pathname}#${encodeURIComponent(form.dataset.draft)}` : pathname;
}

/** Note what a form holds before anybody types in it. One that came back with a reason holds what is not saved. */
export function meet(form) {
  if (known.has(form)) return;
  const refused = form.querySelector('[data-error]') !== null;
  const texts = controls(form).filter((one) => one.matches('textarea')).map(({name}) => name);
  const stored = refused ? {} : fieldsOf(form);
  known.set(form, {stored, texts, fields: null, key: shelf.keyOf(pathOf(form), newKey())});
  if (refused) note(form);
}

/** Whether fields hold another text than a form came with. */
export function differs(form, fields) {
  const {stored, texts} = known.get(form);
  return texts.some((name) => name in fields && fields[name] !== stored[name]);
}

function note(form) {
  meet(form);
  const draft = known.get(form);
  draft.fields = fieldsOf(form);
  // A choice that was not made yet does not make the text that is typed an answer to theirs.
  if (!form.matches('.conflict')) draft.version = form.elements.version?.value;
  draft.timer ??= setTimeout(write, WAIT, form);
}

function write(form) {
  const draft = known.get(form);
  const {key, fields, version} = draft ?? {};
  clearTimeout(draft?.timer);
  if (!fields) return false;
  draft.timer = null;
  if (differs(form, fields)) return shelf.keep(key, {at: Date.now(), version, fields});
  shelf.drop(key);
  return true;
}

/** Whether nothing is lost of what was typed into a form when the page goes. */
export const isKept = (form) => write(form);

/** Fill a form with a draft and write on under its key. What it held until then stays a draft by itself. */
export function adopt(form, key) {
  const draft = shelf.read(key);
  if (!draft.fields) return;
  write(form);
  known.get(form).key = key;
  if (draft.version) form.elements.version.value = draft.version;
  for (const control of controls(form)) if (control.name in draft.fields) put(control, draft.fields[control.name]);
}

function forget(form) {
  clearTimeout(known.get(form)?.timer);
  shelf.drop(keyOf(form));
  known.delete(form);
}

function flush() {
  for (const form of forms()) if (known.get(form)?.timer) write(form);
}

on('input', ({target}) => target.form?.matches(FORM) && note(target.form));
on('htmx:before:request', ({detail}) => {
  const draft = known.get(detail.ctx.sourceElement);
  if (draft) draft.sent = draft.fields;
});
on('htmx:finally:request', ({detail}) => {
  const {sourceElement: form, response} = detail.ctx;
  const draft = known.get(form);
  if (!draft || !(response?.status < 300) || draft.fields !== draft.sent) return;
  forget(form);
  if (form.isConnected) meet(form);
});
on('editor:discarded', ({target}) => forget(target));
on('visibilitychange', flush);
window.addEventListener('pagehide', flush);
