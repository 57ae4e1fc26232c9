// The choice where somebody else was faster: mine, theirs, or edit mine; for a record in the trash: restore or not; and
// the question whether a long text is to be thrown away. The keys are 1, 2 and 3; Escape goes back to the text.

import {byId, emit, on} from './dom.js';
import {cancel, changed, commit, editOf, reveal, stay} from './editors.js';
import {announcer} from './live.js';
import {controlOf, ownerOf, placeOf} from './places.js';

// Within a form: a column's cells have the kind of its values for a class.
export const GROUP = 'form :is(.choice, .prompt)';

const questionIn = (form) => form.querySelector('[data-question]');

/** Press a button of a choice by its number; false where that is not what the key means. */
export function choose(element, key) {
  const wanted = key === 'Escape' ? '[data-choose=edit], [data-choose=keep]' : `[aria-keyshortcuts="${key}"]`;
  const group = element.closest(GROUP);
  const button = group.querySelector(wanted);
  if (button) button.click();
  else if (key === 'Escape') (group.matches('.choice') ? edit : keep)(group.closest('form'));
  return Boolean(button) || key === 'Escape';
}

/** Whether a form waits for a choice, so that leaving it decides nothing. */
export const undecided = (form) => form.matches('.conflict') || questionIn(form)?.hidden === false;

/** Ask before a long text is thrown away; false where nothing would be lost. */
export function ask(form) {
  const question = questionIn(form);
  if (!question || !changed(form)) return false;
  question.hidden = false;
  question.querySelector('[data-choose=keep]').focus();
  return true;
}

const keep = (form) => controlOf(form).focus();
const ways = {
  mine: (form) => commit(form, stay),
  theirs: (form) => (form.hasAttribute('data-gone') ? leaveGone(form) : cancel(form)),
  edit,
  restore,
  discard: cancel,
  keep,
};

/** Back to the text as it was typed, now based on what the others wrote, which can still be read. */
function edit(form) {
  form.querySelector('.choice').remove();
  form.classList.remove('conflict');
  for (const name of ['data-conflict', 'data-gone']) form.removeAttribute(name);
  for (const reading of form.querySelectorAll('[data-reading]')) reading.open = true;
  if (editOf(form)) reveal(form);
  else controlOf(form).focus();
}

function leaveGone(form) {
  const row = placeOf(form).closest('[role=row]');
  cancel(form);
  if (!row) return;
  row.remove();
  emit('row:gone');
}

/** Take the record out of the trash, then send the same form again. */
async function restore(form, button) {
  const id = ownerOf(placeOf(form)).id;
  const source = announcer();
  await htmx.ajax('POST', button.dataset.url, {source, target: source, swap: 'none'});
  if (!form.isConnected || !byId(id)) return;
  editOf(form).initial = null;
  commit(form, stay);
}

/** On the page of a record: the field as it is now; what was typed into the others stays. */
function reread(form) {
  const source = announcer();
  const field = `.record-field:has(form[action="${CSS.escape(form.getAttribute('action'))}"])`;
  const target = document.querySelector(field) ? field : '.record';
  form.dispatchEvent(new CustomEvent('editor:discarded', {bubbles: true}));
  htmx.ajax('GET', location.href, {source, target, select: target, swap: 'outerHTML'});
}

// Whoever goes back to the text has answered the question.
on('focusin', ({target}) => {
  const question = target.matches('textarea') && target.form && questionIn(target.form);
  if (question) question.hidden = true;
});
on('click', (event) => {
  const button = event.target.closest?.('[data-choose]');
  const form = button?.closest('form.editor');
  const way = button?.dataset.choose;
  if (!form || (!editOf(form) && way === 'mine')) return;
  event.preventDefault();
  if (editOf(form) || way === 'edit') ways[way](form, button);
  else reread(form);
});
