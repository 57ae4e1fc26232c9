// Moderating a row list by keys: what has focus is decided on, and focus is on the next row before the answer is there.

import {byId, on} from './dom.js';
import {begin, editorContext, editorVerbs} from './editing.js';
import {focusBy, stay} from './editors.js';
import {belongs, deedsSoFar, lost} from './focus.js';
import {R} from './keys.json';
import {open} from './opening.js';
import {enqueue, sending} from './queue.js';
import {show} from './sheet.js';
import {redo, undo} from './undoing.js';

const FORM = 'form[data-decide]';
const TYPED_INTO = 'input, textarea, select, [contenteditable], form[data-comment]';
// One after the other: each answer brings the whole list, and a late one would bring back what is decided.
const LANE = 'moderation';
// id of a row that is being decided on -> how much had been done by then
const pending = new Map();
let at = {id: null, index: 0};
let shown = new Set();

const rows = () => [...document.querySelectorAll('[data-row]')];
const rowOf = (element) => element?.closest?.('[data-row]') ?? null;
const title = () => byId('moderation-title');

/** The row that is worked on, or the one that stands where it was. */
function current() {
  const all = rows();
  return all.find(({id}) => id === at.id) ?? all[Math.min(at.index, all.length - 1)];
}

function go(row) {
  const target = row ?? title();
  target?.focus({preventScroll: true});
  target?.scrollIntoView({block: 'nearest'});
  return true;
}

function select(row) {
  const all = rows();
  at = {id: row.id, index: all.indexOf(row)};
  for (const other of all) other.tabIndex = other === row ? 0 : -1;
}

const by = (step) => (element, {key}) => {
  const row = rowOf(element);
  if (!row) return key.startsWith('Arrow') ? false : go(current());
  const all = rows();
  return go(all[Math.max(0, Math.min(all.length - 1, all.indexOf(row) + step))]);
};

const decide = (state) => (element) => {
  const button = rowOf(element)?.querySelector(`${FORM} [value=${state}]`);
  if (!button) return false;
  button.form.requestSubmit(button);
  return true;
};

/** Off to the next row, or to the one before where this was the last. */
function leave(row) {
  const all = rows().filter(({id}) => !pending.has(id));
  const place = rows().indexOf(row);
  const next = all.find((other) => rows().indexOf(other) > place) ?? all.at(-1);
  if (next) go(next);
}

function openRow(element) {
  const row = rowOf(element);
  if (row !== element) return false;
  row.querySelector('[data-write]')?.click();
  return true;
}

function editRow(element) {
  const body = rowOf(element)?.querySelector('[data-field=body]');
  return Boolean(body) && open(body, 'end');
}

function turn(rel) {
  const link = document.querySelector(`#moderation .pages a[rel=${rel}]`);
  link?.click();
  return Boolean(link);
}

function filter() {
  const field = byId('moderation-q');
  field.select();
  field.focus();
}

on('submit', (event) => {
  const {target: form, submitter} = event;
  if (!form.matches(FORM) || sending()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const row = rowOf(form);
  if (pending.has(row.id)) return;
  pending.set(row.id, null);
  leave(row);
  pending.set(row.id, deedsSoFar());
  row.setAttribute('aria-busy', 'true');
  enqueue(LANE, () => form.requestSubmit(submitter), form);
}, true);

on('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.('[data-edit]') && editRow(event.target)) event.preventDefault();
});

on('focusin', ({target}) => {
  if (rowOf(target)) select(rowOf(target));
});

/** What was decided on and is still there was refused; whoever has done nothing since is taken back to it. */
function decided(id, good) {
  const deeds = pending.get(id);
  pending.delete(id);
  const row = byId(id);
  row?.removeAttribute('aria-busy');
  if (row && !good && deeds === deedsSoFar()) go(row);
  else if (lost()) go(current());
}

function settle() {
  const all = rows();
  for (const id of pending.keys()) byId(id)?.setAttribute('aria-busy', 'true');
  if (all.length && !all.some(({tabIndex}) => tabIndex === 0)) select(current());
}

on('htmx:before:swap', () => {
  shown = new Set(rows().map(({id}) => id));
});
on('htmx:after:swap', settle);
on('htmx:finally:request', ({detail: {ctx}}) => {
  const {request, response} = ctx;
  const good = response?.status >= 200 && response.status < 300;
  // What an undo brought back is what one wants to look at.
  if (good && /\/(un|re)do$/.test(request.action)) go(rows().find(({id}) => !shown.has(id)) ?? current());
});
on('queue:answered', ({detail: {source, status}}) => {
  if (source?.matches(FORM)) decided(`comment-${source.id.split('-')[1]}`, status >= 200 && status < 300);
});

belongs(() => go(current()));
focusBy((place) => go(rowOf(place)));
begin({R}, (element) => editorContext(element) ?? (element.closest?.(TYPED_INTO) ? null : 'R'), {
  nextRow: by(1),
  previousRow: by(-1),
  openRow,
  editRow,
  approve: decide('shown'),
  hide: decide('hidden'),
  spam: decide('spam'),
  filter,
  undo,
  redo,
  sheet: show,
  previousPage: () => turn('prev'),
  nextPage: () => turn('next'),
  ...editorVerbs({down: stay, up: stay, next: stay, previous: stay}),
});
settle();
