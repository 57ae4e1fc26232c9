// What becomes of an editor when its answer is there: closed with a tick, or back with its text, its caret and a reason.

import {returnTo} from './dialogs.js';
import {draftOf, inState, openForm, reveal} from './editors.js';
import * as faces from './faces.js';
import {deedsSoFar, dialogOpen} from './focus.js';
import {unfold} from './forms.js';
import {hold, release} from './idle.js';
import {controlOf, faceOf, formsIn, ownerOf} from './places.js';

const TICK = 1000;
const PAUSE = 150;

function answered(form, status) {
  const draft = draftOf(form);
  const place = draft?.state === 'pending' && document.getElementById(draft.place);
  if (!place) return;
  if (status >= 200 && status < 300) saved(place, form);
  else if (status === 403) forbidden(place, form);
  else refused(place, form, status);
  document.dispatchEvent(new CustomEvent('editor:answered'));
}

document.addEventListener('htmx:finally:request', (event) => {
  const {sourceElement, response} = event.detail.ctx;
  answered(sourceElement, response?.status ?? 0);
});
document.addEventListener('queue:unsent', (event) => answered(event.detail.source, 0));

function saved(place, form) {
  form.remove();
  for (const later of formsIn(place)) {
    // What comes after one's own save is based on it.
    later.elements.version.value = ownerOf(place).dataset.version;
  }
  if (inState(place, 'pending').length) return;
  place.removeAttribute('aria-busy');
  place.classList.remove('pending');
  place.classList.add('saved');
  setTimeout(() => place.classList.remove('saved'), TICK);
}

function forbidden(place, form) {
  form.remove();
  faces.show(place);
  place.classList.remove('pending', 'editable');
  place.setAttribute('aria-readonly', 'true');
}

function refused(place, form, status) {
  const draft = draftOf(form);
  const forms = formsIn(place);
  const newer = forms.slice(forms.indexOf(form) + 1);
  if (inState(place, 'pending').some((other) => newer.includes(other))) {
    // Its author has written something else since.
    form.remove();
    return;
  }
  unfold(form);
  if (controlOf(form).value !== draft.sent) controlOf(form).value = draft.sent;
  if (status === 0 || status >= 500 || form.matches('.conflict')) draft.initial = null;
  if (!form.querySelector('[data-error]')) explain(form, status);
  mark(place, form);
  putAside(form);
  const elsewhere = () => newer.length || openForm() || draft.deeds !== deedsSoFar();
  if (!elsewhere()) callBack(form, elsewhere);
}

/** Go back into the editor, unless its author types on: the next key of a quick typist is meant for the next cell. */
function callBack(form, elsewhere) {
  if (dialogOpen()) {
    reveal(form, false);
    returnTo(controlOf(form));
    return;
  }
  hold(form);
  setTimeout(() => {
    if (form.isConnected && draftOf(form).state === 'aside' && !elsewhere()) reveal(form);
    release(form);
  }, PAUSE);
}

/** The cell shows that it needs somebody, and what its refused text is. */
function mark(place, form) {
  place.removeAttribute('aria-busy');
  place.classList.remove('pending');
  place.classList.add('refused');
  // A heading or paragraph of a public page has no validity to tell.
  if (faceOf(place) === 'grid') place.setAttribute('aria-invalid', 'true');
  const reason = form.querySelector('[data-error]');
  if (reason?.id) place.setAttribute('aria-describedby', reason.id);
}

function putAside(form) {
  draftOf(form).state = 'aside';
  form.hidden = true;
}

/** Say that nothing was saved, in the words that the page brings along. */
function explain(form, status) {
  const alarm = document.getElementById('alarm');
  const reason = document.createElement('p');
  reason.id = `${form.id}-error`;
  reason.className = 'error';
  reason.dataset.error = status ? 'error' : 'offline';
  reason.textContent = (status ? alarm.dataset.failed : alarm.dataset.offline) ?? '';
  form.querySelector('.error')?.remove();
  form.append(reason);
  controlOf(form).setAttribute('aria-describedby', reason.id);
  if (!status) alarm.textContent = reason.textContent;
}
