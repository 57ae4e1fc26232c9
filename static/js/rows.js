// Whole rows: made, put in the trash; and what shows other rows: sorting, filtering, paging.

import {active, beside, grid, regain, restart, select} from './cells.js';
import {on} from './dom.js';
import {deedsSoFar} from './focus.js';
import {numeral, say} from './live.js';
import {fieldOf} from './places.js';
import {enqueue, underWay} from './queue.js';
import {goNearby} from './reading.js';

const sheet = () => document.querySelector('.sheet');
// button -> the cell that it was pressed in, and how much had been done until then
const pressedIn = new WeakMap();
let column = 0;

/** Open the form for a new row, which will have the focus in the same column. */
export function make(cell) {
  const adding = document.querySelector('details.adding');
  if (!adding) return false;
  column = cell.cellIndex;
  adding.open = true;
  adding.querySelector('input:not([type=hidden]), select, textarea')?.focus();
  return true;
}

/** At the last row that is loaded, say that it is, and of how many: there may be more. */
export function tellEnd(cell) {
  const {parentElement: row} = cell;
  const table = row.closest('[role=grid]');
  if (row.nextElementSibling || !row.ariaRowIndex || !row.matches('tbody > *')) return;
  const [n, m] = [row.ariaRowIndex, table.ariaRowCount].map((one) => numeral(one - 1));
  say(table.dataset.end.replace('{n}', n).replace('{m}', m));
}

/** Look at all of a record, over the page. */
export function peek(cell) {
  const link = cell.parentElement.querySelector('.actions a[href]');
  if (link) htmx.ajax('GET', link.href, {source: cell, target: '#dialogs', swap: 'none'});
  return Boolean(link);
}

/** Leave that form as it is. */
export function leaveForm(form) {
  const adding = form.closest('details');
  if (!adding) return false;
  adding.open = false;
  select(active());
  return true;
}

/** Move a row to the trash; focus goes on to the next. */
export function trash(cell) {
  const row = cell.closest('[role=row]');
  const button = row.querySelector('[data-act=trash]');
  if (!button) return false;
  const next = row.nextElementSibling ? beside(cell, 1, 0) : beside(cell, -1, 0);
  select(next);
  pressedIn.set(button, {cell, deeds: deedsSoFar()});
  button.click();
  return true;
}

// The buttons of all rows stand in one form, which sends by itself only where there is no script.
on('submit', (event) => {
  const button = event.submitter;
  if (!button?.matches('[data-act]')) return;
  event.preventDefault();
  const way = {source: button, target: button, swap: 'none'};
  const lane = button.closest('tr').id;
  if (!underWay(button)) enqueue(lane, () => htmx.ajax('POST', button.getAttribute('formaction'), way), button);
});

/** The next or previous page of rows. */
export function turn(rel) {
  const link = sheet()?.querySelector(`.pages a[rel=${rel}]`);
  if (!link) return false;
  restart();
  link.click();
  return true;
}

export function filter() {
  const field = sheet()?.querySelector('.filter input[type=search]');
  field?.select();
  field?.focus();
  return Boolean(field);
}

/** Follow a cell's own link: the sorting of a header, the record of an actions cell. */
export function follow(cell) {
  const link = cell.querySelector('a[href]');
  link?.click();
  return Boolean(link);
}

/** Sort by a column, upwards or, with a sign of `-`, downwards. */
export const sort = (sign) => (cell) => {
  const link = cell.querySelector('a[href]');
  const url = new URL(link.href);
  url.searchParams.set('sort', sign + cell.dataset.field);
  htmx.ajax('GET', url.pathname + url.search, {source: link, target: sheet(), swap: 'outerMorph'});
};

/** The page of a row's record, where each field has its form. */
export const openRecord = (cell) => follow(cell.closest('[role=row]').querySelector('.actions') ?? cell);

/** What became of a cell, over the page; of a cell that holds no field, of its record. */
export function history(cell) {
  const row = cell.closest('[data-url]');
  if (!row) return false;
  const field = cell.matches('[role=gridcell]:not(.actions, .derived)') ? `/${fieldOf(cell)}` : '';
  htmx.ajax('GET', `${row.dataset.url}${field}/history?panel`, {source: cell, target: '#dialogs', swap: 'none'});
  return true;
}

/** Into the links and buttons of a cell, and from one to the next. */
export function among(cell, element, step) {
  const widgets = [...cell.querySelectorAll('a[href], button')];
  const next = widgets[widgets.indexOf(element) + step];
  next?.focus();
  return widgets.length > 1 || Boolean(next);
}

on('htmx:finally:request', (event) => {
  const {sourceElement: source, response} = event.detail.ctx;
  const good = response?.status >= 200 && response.status < 300;
  if (source.matches?.('form[data-new]')) made(source, good);
  if (source.matches?.('form.bulk')) refused(source);
  const pressed = pressedIn.get(source);
  if (pressed && !good && pressed.deeds === deedsSoFar()) select(pressed.cell);
});

const refused = (form) => form.querySelector('[aria-invalid=true]')?.focus();

function made(form, good) {
  if (!good) return refused(form);
  const adding = document.querySelector('details.adding');
  if (adding) adding.open = false;
  select(grid()?.querySelector('[data-version]')?.cells[column]);
  if (!grid()) goNearby();
  column = 0;
}

on('row:gone', regain);

// A list that comes anew keeps the rows in which somebody's text is still open, at its top.
on('htmx:before:swap', (event) => {
  for (const {fragment} of event.detail.tasks) {
    const body = fragment.querySelector('.sheet tbody');
    if (body) for (const row of unfinished()) if (!fragment.getElementById(row.id)) body.prepend(without(row));
  }
});

const unfinished = () => document.querySelectorAll('.sheet [role=row]:has(form.editor)');

function without(row) {
  const copy = row.cloneNode(true);
  for (const form of copy.querySelectorAll('form.editor')) form.remove();
  return copy;
}
