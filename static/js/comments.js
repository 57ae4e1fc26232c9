// Writing a comment: its form opens in its place, and when it is sent the comment stands there and has the focus.

import {byId, make, on} from './dom.js';
import {isKept} from './drafts.js';
import {deedsSoFar, lost} from './focus.js';
import {listen} from './keys.js';
import {M} from './keys.json';
import {alarm} from './live.js';

import './size.js';

const FORM = 'form[data-comment]';
const NAME = 'etalage name';
// id of a place whose form is on its way -> whether focus goes into it
const coming = new Map();
// form -> how much had been done when it was sent
const sent = new WeakMap();
const filled = new WeakSet();
let leaving = false;

const placeOf = (link) => byId(link.dataset.write);
const placeIdOf = (form) => form.id.replace(/-form$/, '');

function open(link, focus) {
  const place = placeOf(link);
  const form = place.querySelector(FORM);
  if (form) {
    if (focus) into(form);
    return;
  }
  const asked = coming.has(place.id);
  coming.set(place.id, focus || coming.get(place.id) === true);
  if (!asked) htmx.ajax('GET', link.href, {source: link, target: '#announcer', swap: 'none'});
}

function into(form) {
  const empty = [...form.querySelectorAll('[aria-required]')].find((control) => !control.value);
  (empty ?? form.elements.body).focus();
}

function close(form) {
  const link = document.querySelector(`[data-write="${CSS.escape(placeIdOf(form))}"]`);
  form.remove();
  leaving = true;
  link?.focus();
  leaving = false;
}

/** Leave a form, unless that would lose what was typed. On a page of its own a form is left by its link. */
function leave(form) {
  if (!form.parentElement.matches('.writing')) return false;
  if (!form.elements.body.value.trim() || isKept(form)) close(form);
  return true;
}

function show(element) {
  element?.focus({preventScroll: true});
  element?.scrollIntoView({block: 'nearest'});
}

/** Where what was sent stands now: the comment itself, what waits in the form's place, or what is wrong with the form. */
function outcome(form, {status, headers}) {
  if (status === 201) return byId(headers.get('Location')?.split('#')[1]);
  if (status === 202) return byId(`${placeIdOf(form)}-held`);
  return (form.isConnected ? form : document).querySelector('[aria-invalid=true]');
}

/** Fill in the name that was used before, once for each form. */
function remember() {
  for (const name of document.querySelectorAll(`${FORM} [data-remembered]`)) {
    if (filled.has(name)) continue;
    filled.add(name);
    try {
      name.value ||= localStorage.getItem(NAME) ?? '';
    } catch {
      // A browser that keeps nothing asks for the name again.
    }
  }
}

/** Back leads to the page as the browser keeps it: that has to have the comment too. */
const refresh = () => fetch(location.href, {cache: 'reload'}).catch(() => {});

function keepName(form) {
  const name = form.querySelector('[data-remembered]')?.value;
  try {
    if (name) localStorage.setItem(NAME, name);
  } catch {
    // As above.
  }
}

on('click', (event) => {
  const link = event.target.closest?.('a[data-write]');
  const cancel = event.target.closest?.('[data-leave]');
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link) open(link, true);
  if (link || (cancel && leave(cancel.closest(FORM)))) event.preventDefault();
});

// The form below a story is there when somebody comes to it; they go into it by a click, Enter or Tab.
on('focusin', ({target}) => {
  if (!leaving && target.matches('a[data-write="comment-new"]')) open(target, false);
});

on('htmx:before:request', ({detail: {ctx}}) => {
  if (ctx.sourceElement.matches(FORM)) sent.set(ctx.sourceElement, deedsSoFar());
});

on('htmx:after:swap', ({detail: {ctx}}) => {
  remember();
  for (const [id, focus] of coming) {
    const form = byId(id)?.querySelector(FORM);
    if (form) coming.delete(id);
    if (form && focus) into(form);
  }
  const form = ctx?.sourceElement;
  if (!form?.matches?.(FORM) || !ctx.response) return;
  if (ctx.response.status < 300) keepName(form);
  if (ctx.response.status === 201) refresh();
  // Whoever has gone on to something else meanwhile is left there.
  if (sent.get(form) === deedsSoFar() || lost()) show(outcome(form, ctx.response));
});

on('htmx:finally:request', ({detail: {ctx}}) => {
  const {sourceElement: source, response} = ctx;
  if (source.matches('a[data-write]')) coming.delete(source.dataset.write);
  if (!source.matches(FORM) || response) return;
  source.querySelector('.error')?.remove();
  const reason = make('p', {className: 'error', textContent: source.dataset.offline});
  reason.dataset.error = 'offline';
  source.querySelector(':scope > .buttons').before(reason);
  alarm().textContent = reason.textContent;
});

listen({M}, (element) => (element.closest?.(FORM) ? 'M' : null), {
  submit: (element) => element.closest(FORM).requestSubmit(),
  leaveForm: (element) => leave(element.closest(FORM)),
});
remember();
