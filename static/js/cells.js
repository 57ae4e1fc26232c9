// The cells of a grid: one of them is active and is the grid's only tab stop; keys move among them as they are seen.

import {deaf, hear} from './composing.js';
import {byId, on} from './dom.js';
import {belongs, lost} from './focus.js';
import {goNearby} from './reading.js';

export const GRID = '[role=grid]';
export const CELL = '[role=gridcell], [role=columnheader]';
const STOP = ':is([role=gridcell], [role=columnheader])[tabindex="0"]';
const WIDGET = 'a, button, input, select, textarea, summary';
// Where the active cell is, to find one near it when it has gone.
let at = {id: null, row: 1, column: 0};

export const cellOf = (element) => element?.closest?.(CELL) ?? null;
export const grid = () => document.querySelector(GRID);
const clamp = (number, last) => Math.max(0, Math.min(last, number));
const tableOf = (cell) => cell.closest('table');
// The rows of records; the row of heads stands before them.
const records = (table) => table.tBodies[0].rows;
let stop = null;

/** The cell that is active, or the one that stands where it was. */
export function active() {
  const table = grid();
  if (!table) return null;
  const there = at.id && byId(at.id);
  if (there && table.contains(there)) return there;
  const {cells} = table.rows[clamp(at.row, table.rows.length - 1)];
  return cells[clamp(at.column, cells.length - 1)];
}

/** Make a cell the grid's tab stop, and focus it. */
export function select(cell, focus = true) {
  if (!cell) return;
  // First, while nothing has changed: where things are is known.
  if (focus) cell.scrollIntoView({block: 'nearest', inline: 'nearest'});
  const before = stop;
  if (before !== cell) {
    stop = cell;
    cell.tabIndex = 0;
  }
  at = {id: cell.id, row: cell.parentElement.rowIndex, column: cell.cellIndex};
  hear(cell);
  if (focus) cell.focus({preventScroll: true});
  // Only now: of what has the focus a browser finds out at once whether it still may.
  if (before && before !== cell) leave(before);
}

function leave(cell) {
  cell.tabIndex = -1;
  deaf(cell);
}

/** The cell that lies in a direction from another; none where the grid ends. */
export function beside(cell, rows, columns) {
  const all = tableOf(cell).rows;
  return all[clamp(cell.parentElement.rowIndex + rows, all.length - 1)].cells[cell.cellIndex + columns] ?? null;
}

/** The next or previous cell in reading order, on to the next row; none where the rows end. */
export function following(cell, step) {
  const row = cell.parentElement;
  const beyond = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  return row.cells[cell.cellIndex + step] ?? beyond?.cells[step < 0 ? beyond.cells.length - 1 : 0] ?? null;
}

const rightToLeft = (cell) => getComputedStyle(cell).direction === 'rtl';
const sideways = (cell, step) => beside(cell, 0, rightToLeft(cell) ? -step : step);

function screenful(cell) {
  const height = cell.parentElement.offsetHeight || 1;
  const seen = Math.min(cell.closest('.scroller')?.clientHeight ?? innerHeight, innerHeight);
  return Math.max(1, Math.floor(seen / height) - 1);
}

/** A screen further, among the records. */
function screen(cell, way) {
  const rows = records(tableOf(cell));
  const at = cell.parentElement.sectionRowIndex;
  return rows[clamp(at + way * screenful(cell), rows.length - 1)]?.cells[cell.cellIndex];
}

function edge(cell, towards) {
  const rows = records(tableOf(cell));
  const line = [...cell.parentElement.cells];
  const first = rows[0] ?? cell.parentElement;
  const last = rows[rows.length - 1] ?? first;
  return {
    top: () => first.cells[cell.cellIndex],
    bottom: () => last.cells[cell.cellIndex],
    start: () => line[0],
    end: () => line.at(-1),
    first: () => first.cells[0],
    last: () => [...last.cells].at(-1),
    left: () => (rightToLeft(cell) ? line.at(-1) : line[0]),
    right: () => (rightToLeft(cell) ? line[0] : line.at(-1)),
  }[towards]();
}

/** Moving, by the names of the table of keys. Each stays where the grid ends. */
export const moves = {
  up: (cell) => beside(cell, -1, 0),
  down: (cell) => beside(cell, 1, 0),
  left: (cell) => sideways(cell, -1),
  right: (cell) => sideways(cell, 1),
  screenUp: (cell) => screen(cell, -1),
  screenDown: (cell) => screen(cell, 1),
  ...Object.fromEntries(
    ['top', 'bottom', 'start', 'end', 'first', 'last'].map((name) => [name, (cell) => edge(cell, name)]),
  ),
  leftmost: (cell) => edge(cell, 'left'),
  rightmost: (cell) => edge(cell, 'right'),
};

/** What each cell would have to bring along in each row: that it can be focused, and what its column is called. */
function complete(table) {
  const heads = [...table.querySelectorAll('[role=columnheader]')];
  for (const cell of table.querySelectorAll(`:is(${CELL}):not([tabindex])`)) {
    cell.tabIndex = -1;
    if (cell.matches('td:not(.actions)')) cell.dataset.label = heads[cell.cellIndex].textContent.trim();
  }
}

/** After any swap: one tab stop, and nothing else in the grid that Tab would stop at. */
function settle() {
  const table = grid();
  if (!table) return;
  complete(table);
  for (const widget of table.querySelectorAll(WIDGET)) {
    if (!widget.hasAttribute('tabindex') && !widget.closest('form.editor')) widget.tabIndex = -1;
  }
  for (const other of table.querySelectorAll(STOP)) if (other !== stop) leave(other);
  if (!table.contains(stop)) stop = null;
  select(active(), false);
}

/** Watch over the grid of this page. */
export function watch() {
  belongs(() => (grid() ? select(active()) : goNearby()));
  on('focusin', (event) => {
    const cell = cellOf(event.target);
    if (cell?.closest(GRID) && cell.id !== at.id) select(cell, false);
  });
  on('htmx:after:swap', settle);
  // Told before what was scrolled is painted.
  on('scroll', ({target}) => target.toggleAttribute?.('data-aside', target.scrollLeft !== 0), true);
  for (const when of ['closed', 'pending']) on(`editor:${when}`, () => stop && hear(stop));
  settle();
}

/** Begin anew in the first cell, for another page of rows. */
export function restart() {
  at = {id: null, row: 1, column: 0};
}

/** Focus the active cell where focus went with a row. */
export function regain() {
  if (lost()) select(active());
}
