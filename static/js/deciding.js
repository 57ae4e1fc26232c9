// Deciding on comments where they stand: below each one come the buttons that a moderator's page brings along.

import {byId, on} from './dom.js';
import {lost} from './focus.js';

const FORM = 'form[data-decide]';
const UNDECIDED = `.comment[data-version]:not(:has(${FORM}))`;
const ARTICLES = '.comments article';
// form -> where focus may go when its comment has moved
const after = new WeakMap();

const numberOf = (article) => article.id.split('-')[1];

/** Put the buttons below each comment that has none; the forms that are new. */
function equip() {
  const {content} = document.querySelector('template[data-decisions]') ?? {};
  if (!content) return [];
  const forms = [];
  for (const article of document.querySelectorAll(UNDECIDED)) {
    const tools = content.cloneNode(true);
    const form = tools.querySelector(FORM);
    form.id = `decide-${numberOf(article)}`;
    for (const name of ['action', 'hx-post']) form.setAttribute(name, `${article.dataset.url}/state`);
    form.elements.version.value = article.dataset.version;
    const link = tools.querySelector('a');
    link.href = link.getAttribute('href').replace(/0$/, numberOf(article));
    article.querySelector(':scope > footer').append(tools);
    forms.push(form);
  }
  return forms;
}

on('htmx:before:request', ({detail: {ctx}}) => {
  const form = ctx.sourceElement;
  if (!form.matches(FORM)) return;
  const article = form.closest('article');
  const all = [...document.querySelectorAll(ARTICLES)];
  const at = all.indexOf(article);
  const beside = [all[at + 1], all[at - 1]].filter(Boolean).map(({id}) => id);
  after.set(form, [`comment-${numberOf(article)}`, ...beside, 'comments']);
});

on('htmx:after:swap', ({detail: {ctx}}) => {
  for (const form of equip()) htmx.process(form);
  const places = after.get(ctx?.sourceElement);
  if (!places || !lost()) return;
  const place = places.map((id) => byId(id)).find(Boolean);
  place?.focus({preventScroll: true});
  place?.scrollIntoView({block: 'nearest'});
});

// htmx begins later, and finds what is put in by then itself.
equip();
