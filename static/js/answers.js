// What becomes of an editor when its answer is there: closed with a tick, or back with its text, its caret and a reason.

import {returnTo} from './dialogs.js';
import {byId, emit, make, on} from './dom.js';
import {commit, editOf, inState, openForm, reveal, stay} from './editors.js';
import * as faces from './faces.js';
import {deedsSoFar, dialogOpen} from './focus.js';
import {newKey, rename, unfold} from './forms.js';
import {hold, release} from './idle.js';
import {alarm} from './live.js';
import {controlOf, faceOf, formsIn, ownerOf} from './places.js';

const PAUSE = 150;

on('queue:answered', ({detail: {source: form, status, why}}) => {
  const edit = editOf(form);
  const place = edit?.state === 'pending' && byId(edit.place);
  if (!place) return;
  if (status >= 200 && status < 300) saved(place, form);
  else if (status === 403 && !form.matches('[data-draft]')) forbidden(place, form);
  else refused(place, form, status, why);
  emit('editor:answered');
});

function saved(place, form) {
  form.remove();
  retryOf(form)?.closest('.note').remove();
  for (const later of formsIn(place)) {
    // What comes after one's own save is based on it.
    later.elements.version.value = ownerOf(place).dataset.version;
  }
  if (inState(place, 'pending').length) return;
  place.ariaBusy = null;
  place.classList.remove('pending');
  faces.tick(place);
}

/** What may not be written is shown as it is stored; what was typed can still be copied, from the note that says why. */
function forbidden(place, form) {
  const {value} = controlOf(form);
  const label = alarm().dataset.typed;
  const text = make('textarea', {value, readOnly: true, rows: 1, ariaLabel: label});
  if (value) document.querySelector('#notes > .note:last-child > p')?.append(text);
  form.remove();
  faces.show(place);
  place.classList.remove('pending', 'editable');
  place.setAttribute('aria-readonly', 'true');
}

function refused(place, form, status, why) {
  const edit = editOf(form);
  const forms = formsIn(place);
  const newer = forms.slice(forms.indexOf(form) + 1);
  if (inState(place, 'pending').some((other) => newer.includes(other))) {
    // Its author has written something else since.
    form.remove();
    return;
  }
  unfold(form);
  if (controlOf(form).value !== edit.sent) controlOf(form).value = edit.sent;
  if (status === 0 || status === 401 || status >= 500 || form.matches('.conflict')) edit.initial = null;
  // A key is its author's own.
  if (why === 'other') rename(form, newKey());
  if (!form.querySelector('[data-error]')) explain(form, status, why);
  if (status >= 500) offerRetry(form);
  mark(place, form);
  putAside(form);
  const elsewhere = () => newer.length || openForm() || edit.deeds !== deedsSoFar();
  if (!elsewhere()) callBack(form, elsewhere);
}

const retryOf = (form) => document.querySelector(`#notes [data-retry="${form.id}"]`);

/** The note that came with this answer can send the text again. */
function offerRetry(form) {
  const button = document.querySelector('#notes > .note:last-child > [data-retry=""]');
  if (!button) return;
  button.dataset.retry = form.id;
  button.hidden = false;
}

on('click', (event) => {
  const id = event.target.closest?.('[data-retry]')?.dataset.retry;
  const form = id && byId(id);
  if (!form) return;
  reveal(form);
  commit(form, stay);
});

/** Go back into the editor, unless its author types on: the next key of a quick typist is meant for the next cell. */
function callBack(form, elsewhere) {
  if (dialogOpen()) {
    reveal(form, false);
    returnTo(controlOf(form));
    return;
  }
  hold(form);
  setTimeout(() => {
    if (form.isConnected && editOf(form).state === 'aside' && !elsewhere()) reveal(form);
    release(form);
  }, PAUSE);
}

/** The cell shows that it needs somebody, and what its refused text is. */
function mark(place, form) {
  place.ariaBusy = null;
  place.classList.remove('pending');
  place.classList.add('refused');
  // A heading or paragraph of a public page has no validity to tell.
  if (faceOf(place) === 'grid') place.setAttribute('aria-invalid', 'true');
  const reason = form.querySelector('[data-error]');
  if (reason?.id) place.setAttribute('aria-describedby', reason.id);
}

function putAside(form) {
  editOf(form).state = 'aside';
  form.hidden = true;
}

const REASONS = {0: 'offline', 401: 'signedOut'};

/** Say that nothing was saved, in the words that the page brings along. */
export function explain(form, status, why = REASONS[status] ?? 'failed') {
  const region = alarm();
  const textContent = form.querySelector('.long')?.dataset[why] ?? region.dataset[why] ?? region.dataset.failed ?? '';
  const reason = make('p', {id: `${form.id}-error`, className: 'error', textContent});
  reason.dataset.error = why;
  form.querySelector('.error')?.remove();
  controlOf(form).after(reason);
  controlOf(form).setAttribute('aria-describedby', reason.id);
  // What the server refuses it says itself.
  if (status < 500) region.textContent = textContent;
}
