// The page of a record has a form for each field, in plain view: an answer leaves them there, with what is stored now.

import {newKey} from './forms.js';

const FORMS = '.record form.editor';

document.addEventListener('htmx:before:swap', (event) => {
  const {ctx, tasks} = event.detail;
  const form = ctx.sourceElement;
  if (!form.matches?.(FORMS) || ctx.response.status >= 300) return;
  const fresh = tasks.map((task) => task.fragment.querySelector('[data-version]')).find(Boolean);
  for (const task of tasks.filter((one) => one.target === form)) tasks.splice(tasks.indexOf(task), 1);
  if (fresh) renew(form, fresh);
});

function renew(form, row) {
  const field = form.getAttribute('action').split('/').at(-1);
  const cell = row.querySelector(`#${CSS.escape(`${row.id}-${field}`)}`);
  if (cell?.dataset.value !== undefined) form.elements.value.value = cell.dataset.value;
  for (const other of document.querySelectorAll(FORMS)) other.elements.version.value = row.dataset.version;
  const old = form.id;
  form.elements.key.value = newKey();
  form.id = `f-${form.elements.key.value}`;
  for (const name of ['aria-invalid', 'aria-describedby']) form.elements.value.removeAttribute(name);
  document.getElementById(`${old}-error`)?.remove();
  form.querySelector('.choice')?.remove();
  form.classList.remove('conflict');
  form.removeAttribute('data-conflict');
}
