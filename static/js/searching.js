// The page of the search: its address and the rest of the page follow what is typed.

import {byId, on} from './dom.js';

// What stood for so many milliseconds was looked at, and is a place to come back to.
const LOOKED_AT = 2000;
let since = 0;

const isTyped = (ctx) => ctx.sourceElement.id === 'search-form';

on('htmx:before:request', ({detail: {ctx}}) => {
  if (!isTyped(ctx)) return;
  // While somebody types, one address takes the place of the other.
  const looked = since && performance.now() - since > LOOKED_AT;
  ctx.push = looked ? 'true' : null;
  ctx.replace = looked ? null : 'true';
});

on('htmx:after:swap', ({detail: {ctx}}) => {
  const results = byId('search-results');
  if (!results || ctx.target !== results) return;
  since = performance.now();
  document.title = results.dataset.title;
});

for (const moved of ['push', 'replace']) {
  on(`htmx:after:history:${moved}`, () => {
    if (!byId('search-results')) return;
    const asked = new URLSearchParams(location.search);
    asked.delete('page');
    for (const link of document.querySelectorAll('.languages a')) link.search = asked;
  });
}
