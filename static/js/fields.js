// A public page for whoever may edit it: its fields can be reached by Tab, and a click, Enter or F2 edits them in place.

import {byId, on} from './dom.js';
import {begin, editorContext, editorVerbs, selecting} from './editing.js';
import {focusBy, stay} from './editors.js';
import {belongs} from './focus.js';
import {V} from './keys.json';
import {open} from './opening.js';
import {controlOf, editable, placeOf, templateOf} from './places.js';
import {redo, undo} from './undoing.js';
import {tryNow, waits} from './waiting.js';

import './sheet.js';

const FIELD = '[data-field][id]';
let last = null;

function decorate() {
  for (const field of document.querySelectorAll(FIELD)) {
    if (!editable(field)) continue;
    const template = templateOf(field);
    const label = controlOf(template.content.querySelector('form')).getAttribute('aria-label');
    field.classList.add('editable');
    field.tabIndex = 0;
    field.dataset.label = label;
    field.setAttribute('aria-description', template.dataset.hint ?? label);
  }
}

function contextOf(element) {
  return editorContext(element) ?? (element.matches?.(`${FIELD}.editable`) ? 'V' : null);
}

on('click', (event) => {
  const field = placeOf(event.target);
  if (!field?.matches('.editable') || event.target.closest('form, a')) return;
  if (!selecting(event)) open(field, 'select');
});
on('focusin', (event) => {
  last = placeOf(event.target)?.id ?? last;
});
on('htmx:after:swap', decorate);
on('editor:closed', decorate);

belongs(() => byId(last)?.focus());
focusBy((field) => field.focus());
begin({V}, contextOf, {
  edit: (field) => (waits(field) ? tryNow() : open(field, 'select')),
  editAtEnd: (field) => open(field, 'end'),
  undo,
  redo,
  ...editorVerbs({down: stay, up: stay, next: stay, previous: stay}),
});
decorate();
