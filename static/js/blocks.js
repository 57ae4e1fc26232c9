// What is done to many cells at once: pasted, filled down, cleared, set. The server understands what is meant, and shows it
// in a dialog before it is done where that is much or something is wrong.

import {grid} from './cells.js';
import {byId, on} from './dom.js';
import {formOf} from './editing.js';
import {cancel} from './editors.js';
import {follow} from './following.js';
import {newKey} from './forms.js';
import {clear} from './opening.js';
import {controlOf, fieldOf, formsIn} from './places.js';
import {send} from './placeless.js';
import {ALL, enqueue} from './queue.js';
import {isAll, isRange, selected} from './ranges.js';

const isMany = () => isRange() && selected().cells.length > 1;
export const recordOf = (row) => row.id.split('-').at(-1);

/** Send what is to be done with some rows and fields; false where nothing may be. `values` are what it takes besides. */
function order(what, {rows, fields, cells}, values = {}) {
  if (grid().matches('[data-trash]')) return false;
  const all = isAll();
  const sent = {do: what, columns: fields.join(' '), key: newKey(), ...(all && {list: location.search}), ...values};
  const marked = cells.filter((cell) => !cell.matches('[aria-readonly=true]'));
  for (const cell of marked) pend(cell, true);
  enqueue(ALL, () => post('cells', {rows: all ? '' : rows.map(seen).join(' '), ...sent}), marked);
  return true;
}

on('queue:answered', ({detail: {source: marked}}) => {
  if (Array.isArray(marked)) for (const cell of marked) pend(cell, false);
});

const post = (to, values) => send('POST', `${location.pathname.replace('/desk', '')}/${to}`, values);

/** A row with its version when this is sent: no conflict comes of one's own edits that were under way. */
function seen(row) {
  const {version} = (byId(row.id) ?? row).dataset;
  return `${recordOf(row)}:${version}`;
}

function pend(cell, under) {
  const now = byId(cell.id);
  if (!now) return;
  if (formsIn(now).length) return follow(now);
  now.classList.toggle('pending', under);
  now.ariaBusy = under || null;
}

/** Ask what is to change in the rows that are selected, or in all that match; once one's own edits are there. */
export function change() {
  if (grid().matches('[data-trash]')) return false;
  enqueue(ALL, () => {
    const rows = selected()?.rows.map(seen).join(' ');
    const query = isAll() ? location.search : `?${new URLSearchParams({rows})}`;
    return send('GET', `${location.pathname}/bulk${query}`);
  });
  return true;
}

/** Copy the rows that are selected, below them; focus goes to the first copy. */
export function duplicate() {
  if (!document.querySelector('.adding')) return false;
  const rows = isAll() ? '' : selected().rows.map(recordOf).join(' ');
  const key = newKey();
  enqueue(ALL, () => post('copies', {rows, key}));
  return true;
}

/** Move the rows that are selected to the trash; false where that is one, which has a button for it. */
export function trash() {
  const {rows} = selected() ?? {};
  if (!rows?.[0].querySelector('[data-act=trash]') || !(rows[1] || isAll())) return false;
  const some = isAll() ? {rows: '', list: location.search || '?'} : {rows: rows.map(recordOf).join(' ')};
  const key = newKey();
  enqueue(ALL, () => post('trash', {...some, key}));
  return true;
}

/** Paste from the first cell on; what is selected says how far one value, or a block that fits, is repeated. */
export function paste(text, html) {
  const {rows, cells, fields} = selected();
  const all = [...rows[0].parentNode.rows];
  const onwards = [...rows[0].cells].slice(cells[0].cellIndex, -1).map(fieldOf);
  const block = {rows: all.slice(all.indexOf(rows[0])), fields: onwards, cells};
  return order('paste', block, {text, html, range: `${rows.length}x${fields.length}`, list: location.search});
}

/** Clear what is selected; one cell alone is an edit like any other. */
export const empty = (cell) => (isMany() ? order('clear', selected()) : clear(cell));

/** Fill down from the first row; where there is but one, from the one above it. */
export function fill() {
  const found = selected();
  const above = found?.rows[0].previousElementSibling;
  const rows = found?.rows.length > 1 ? found.rows : above && [above, ...found.rows];
  return Boolean(rows) && order('fill', {...found, rows});
}

/** Write what was typed in the active cell to all that is selected; false where that is nothing else. */
export function writeToAll(element) {
  const form = formOf(element);
  // A text in another language is one of this cell alone.
  if (!isMany() || form.elements.language) return false;
  const {value} = controlOf(form);
  cancel(form);
  return order('set', selected(), {value});
}
