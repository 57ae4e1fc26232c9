// The menu of a cell or of a column's head: verbs of the table of keys, for whoever knows no key or has none. It comes from the
// server when somebody first asks for one; each entry says by a selector `data-where` it has a place.

import {active, cellOf, select} from './cells.js';
import {look} from './dialogs.js';
import {byId, focused, on} from './dom.js';
import {deedsSoFar} from './focus.js';
import {language} from './live.js';

const MARGIN = 8;
let known = null;
let verbs = {};
let cell = null;

/** Serve those verbs. */
export function serve(all) {
  verbs = all;
}

const dialogs = () => byId('dialogs');
// One that was closed is taken away a moment later.
const shown = () => document.querySelector('#dialogs > .menu[open]');

async function fetched() {
  const url = `/${language}/desk/keys/menu`;
  await htmx.ajax('GET', url, {source: dialogs(), target: dialogs(), swap: 'none'});
  const menu = dialogs().querySelector('.menu');
  menu?.remove();
  return menu;
}

/** Open the menu of a cell, at a point or below the cell; not when it comes too late to be what somebody waits for. */
export async function open(element, point) {
  cell = cellOf(element);
  const deeds = deedsSoFar();
  known ??= await fetched();
  if (!known || deeds !== deedsSoFar() || shown()) return;
  const menu = known.cloneNode(true);
  for (const item of menu.querySelectorAll('[data-where]')) if (!cell.matches(item.dataset.where)) item.remove();
  menu.dataset.modal = '';
  dialogs().replaceChildren(menu);
  look();
  lay(menu, point);
}

function lay(menu, point) {
  const {left, right, bottom} = cell.getBoundingClientRect();
  const {offsetWidth: width, offsetHeight: height} = menu;
  const x = point?.x ?? left;
  const begin = getComputedStyle(cell).direction === 'rtl' ? (point?.x ?? right) - width : x;
  const within = (start, size, all) => `${Math.max(MARGIN, Math.min(start, all - size - MARGIN))}px`;
  menu.style.left = within(begin, width, innerWidth);
  menu.style.top = within(point?.y ?? bottom, height, innerHeight);
}

function move(event) {
  const {key} = event;
  const items = [...shown().querySelectorAll('[role=menuitem]')];
  const here = items.indexOf(focused());
  const letter = (item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  const to = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1}[key];
  const next = to === undefined ? [...items.slice(here + 1), ...items].find(letter) : items.at(to % items.length);
  if (key === 'Tab') shown().close();
  else if (next) next.focus();
  else return;
  event.preventDefault();
}

on('keydown', (event) => {
  if (shown() && !event.ctrlKey && !event.metaKey && !event.altKey) move(event);
});

/** What was chosen is done once the menu has gone and focus is back. */
function choose(menu, {verb, ...more}) {
  menu.addEventListener('close', () => {
    const there = byId(cell.id);
    select(there);
    if (there) verbs[verb](there, more);
  }, {once: true});
}

on('click', ({target}) => {
  if (target.closest?.('[data-menu]')) return void open(active());
  const menu = target.closest?.('dialog.menu');
  const item = target.closest?.('[data-verb]');
  if (item && !menu) {
    select(active());
    verbs[item.dataset.verb](active());
  }
  if (menu && item) choose(menu, item.dataset);
  if (menu && (item || target === menu)) menu.close();
});

// A right click keeps a range that it lies in; with Shift, and on links and in editors, the browser's own menu comes.
on('mousedown', (event) => {
  if (event.button === 2 && event.target.closest('[data-range]')) event.preventDefault();
});
on('contextmenu', (event) => {
  const {target, clientX: x, clientY: y} = event;
  const over = cellOf(target);
  if (target.closest('dialog.menu')) return event.preventDefault();
  if (!over?.closest('[role=grid]') || event.shiftKey || target.closest('a, form')) return;
  event.preventDefault();
  const chosen = over.closest('[data-range]') ? active() : over;
  select(chosen);
  open(chosen, {x, y});
});
