// The sheet of shortcuts, over the page: it comes from the server when somebody asks for it, by its key or its link.

import {focused, on} from './dom.js';
import {contextAt, listen} from './keys.js';
import {G} from './keys.json';

const link = () => document.querySelector('a[data-sheet]');

export function show(element) {
  const {href} = link() ?? {};
  if (!href) return false;
  const url = new URL(href);
  url.searchParams.set('from', contextAt(element));
  htmx.ajax('GET', url.href, {source: link(), target: '#dialogs', swap: 'none'});
  return true;
}

on('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest?.('a[data-sheet]') && show(focused())) event.preventDefault();
});

listen({G}, () => 'G', {sheet: show});
