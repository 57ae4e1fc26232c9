// The page of a record has a form for each field, in plain view: an answer leaves them there, with what is stored now.

import {explain} from './answers.js';
import {byId, on} from './dom.js';
import {newKey, rename} from './forms.js';
import {valueOf} from './places.js';

const FORMS = '.record form.editor';

on('htmx:before:swap', (event) => {
  const {ctx, tasks} = event.detail;
  const form = ctx.sourceElement;
  if (!form.matches?.(FORMS) || ctx.response.status >= 300) return;
  const fresh = tasks.map((task) => task.fragment.querySelector('[data-version]')).find(Boolean);
  for (const task of tasks.filter((one) => one.target === form)) tasks.splice(tasks.indexOf(task), 1);
  if (fresh) renew(form, fresh, ctx.request.body.get('value'));
});

on('queue:answered', ({detail: {source: form, status, why}}) => {
  if (form?.matches?.(FORMS) && (status === 0 || status === 401 || status >= 500)) explain(form, status, why);
});

function renew(form, row, sent) {
  const field = form.getAttribute('action').split('/').at(-1);
  const cell = row.querySelector(`#${CSS.escape(`${row.id}-${field}`)}`);
  const control = form.elements.value;
  // What was typed meanwhile is newer than any answer.
  if (cell && !cell.matches('.longtext') && control.value === sent) control.value = valueOf(cell);
  // The other forms still show what was there when the page came, so what is typed into them is based on that.
  form.elements.version.value = row.dataset.version;
  byId(`${form.id}-error`)?.remove();
  // With all its parts, by whose ids the next answer finds what had focus.
  rename(form, newKey());
  for (const name of ['aria-invalid', 'aria-describedby']) form.elements.value.removeAttribute(name);
  for (const part of form.querySelectorAll('.choice, [data-reading]')) part.remove();
  form.classList.remove('conflict');
  form.removeAttribute('data-conflict');
}
