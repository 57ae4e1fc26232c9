// A public page for whoever may edit it: its fields can be reached by Tab, and a click, Enter or F2 edits them in place.

import {begin, editorContext, editorVerbs, selecting} from './editing.js';
import {focusBy, open, stay} from './editors.js';
import {belongs} from './focus.js';
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

document.addEventListener('click', (event) => {
  const field = placeOf(event.target);
  if (!field?.matches('.editable') || event.target.closest('form, a')) return;
  if (!selecting(event)) open(field, 'select');
});
document.addEventListener('focusin', (event) => {
  last = placeOf(event.target)?.id ?? last;
});
document.addEventListener('htmx:after:swap', decorate);
document.addEventListener('editor:closed', decorate);

belongs(() => document.getElementById(last)?.focus());
focusBy((field) => field.focus());
begin(contextOf, {
  edit: (field) => (waits(field) ? tryNow() : open(field, 'select')),
  editAtEnd: (field) => open(field, 'end'),
  undo,
  redo,
  ...editorVerbs({down: stay, up: stay, next: stay, previous: stay}),
});
decorate();
