// Drafts: what no closed tab, ended session or server that is down could take away is offered in the form that it was
// typed into, wherever that is shown again, and its field says that there is something.

import {byId, make, on} from './dom.js';
import {adopt, controls, differs, forms, keyOf, meet, pathOf} from './keeping.js';
import {announcer, language, say} from './live.js';
import {afterPaint} from './painted.js';
import * as shelf from './shelf.js';

export {isKept} from './keeping.js';

/** Show the newest draft of a form that none of this page's forms is writing, if there is one. */
function offer(form) {
  const box = form.querySelector('[data-offer]');
  if (!box) return;
  const open = new Set(forms().map(keyOf));
  const found = form.matches('.conflict') ? [] : shelf.find(pathOf(form)).filter(({key}) => !open.has(key));
  for (const old of found) if (!differs(form, old.fields)) shelf.drop(old.key);
  const draft = found.find(({fields}) => differs(form, fields));
  box.hidden = !draft;
  if (draft && box.dataset.key !== draft.key) present(box, draft);
}

function present(box, {key, at}) {
  const text = box.querySelector('[data-text]');
  const time = new Date(at).toLocaleString(language, {dateStyle: 'medium', timeStyle: 'short'});
  box.dataset.key = key;
  text.textContent = text.dataset.text.replace('{time}', time);
  say(text.textContent);
}

/** Say at each field of the page that has a draft that there is one. */
function mark() {
  for (const old of document.querySelectorAll('.unsaved')) old.remove();
  for (const path of new Set(shelf.mine().map(shelf.pathOf))) {
    const slash = path.lastIndexOf('/');
    const owner = document.querySelector(`[data-url="${CSS.escape(path.slice(0, slash))}"]`);
    const place = owner && byId(`${owner.id}-${path.slice(slash + 1).split('#')[0]}`);
    if (place && !place.querySelector('form')) place.append(sign());
  }
}

function sign() {
  const text = announcer().dataset.unsaved ?? '';
  return make('span', {className: 'unsaved', textContent: text});
}

function look() {
  forms().forEach(meet);
  forms().forEach(offer);
  mark();
}

on('click', ({target}) => {
  const button = target.closest?.('[data-take]');
  if (!button) return;
  const {form} = button;
  const {key} = button.closest('[data-offer]').dataset;
  if (button.dataset.take === 'restore') adopt(form, key);
  else shelf.drop(key);
  offer(form);
  controls(form).find((one) => one.matches('textarea'))?.focus();
});
afterPaint(look);
window.addEventListener('storage', mark);
look();
