// The choice where somebody else was faster: mine, theirs, or edit mine; and for a record in the trash: restore or not.
// The keys are 1, 2 and 3; Escape goes back to the text.

import {cancel, commit, draftOf, reveal, stay} from './editors.js';
import {ownerOf, placeOf} from './places.js';

const CHOICE = 'form.editor.conflict';

/** Press a button of a choice by its number; false where that is not what the key means. */
export function choose(form, key) {
  if (key === 'Escape') return edit(form);
  const button = [...form.querySelectorAll('[data-choose]')].find((one) => one.getAttribute('aria-keyshortcuts') === key);
  button?.click();
  return Boolean(button);
}

export const choiceAround = (element) => element.closest?.(CHOICE) ?? null;

const ways = {
  mine: (form) => commit(form, stay),
  theirs: (form) => (form.hasAttribute('data-gone') ? discard(form) : cancel(form)),
  edit,
  restore,
};

/** Back to the text as it was typed, now based on what the others wrote. */
function edit(form) {
  form.querySelector('.choice').remove();
  form.classList.remove('conflict');
  for (const name of ['data-conflict', 'data-gone']) form.removeAttribute(name);
  reveal(form);
  return true;
}

function discard(form) {
  const row = placeOf(form).closest('[role=row]');
  cancel(form);
  if (!row) return;
  row.remove();
  document.dispatchEvent(new CustomEvent('row:gone'));
}

/** Take the record out of the trash, then send the same form again. */
async function restore(form, button) {
  const id = ownerOf(placeOf(form)).id;
  const source = document.getElementById('announcer');
  await htmx.ajax('POST', button.dataset.url, {source, target: source, swap: 'none'});
  if (!form.isConnected || !document.getElementById(id)) return;
  draftOf(form).initial = null;
  commit(form, stay);
}

/** On the page of a record: all of it as it is now. */
function reread() {
  const source = document.getElementById('announcer');
  htmx.ajax('GET', location.href, {source, target: '.record', select: '.record', swap: 'outerHTML'});
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-choose]');
  const form = button && choiceAround(button);
  if (!form || (!draftOf(form) && button.dataset.choose === 'mine')) return;
  event.preventDefault();
  if (draftOf(form)) ways[button.dataset.choose](form, button);
  else reread();
});
