// The cells of a grid: one of them is active and is the grid's only tab stop; keys move among them as they are seen.

import {belongs, lost} from './focus.js';

export const GRID = '[role=grid]';
export const CELL = '[role=gridcell], [role=columnheader]';
const STOP = ':is([role=gridcell], [role=columnheader])[tabindex="0"]';
const WIDGET = 'a, button, input, select, textarea, summary';
// Where the active cell is, to find one near it when it has gone.
let at = {id: null, row: 1, column: 0};

export const cellOf = (element) => element?.closest?.(CELL) ?? null;
export const grid = () => document.querySelector(GRID);
const rowsOf = (table) => [...table.querySelectorAll('[role=row]')];
const cellsOf = (row) => [...row.querySelectorAll(CELL)];
const clamp = (number, last) => Math.max(0, Math.min(last, number));

/** The cell that is active, or the one that stands where it was. */
export function active() {
  const table = grid();
  if (!table) return null;
  const there = at.id && document.getElementById(at.id);
  if (there && table.contains(there)) return there;
  const rows = rowsOf(table);
  const cells = cellsOf(rows[clamp(at.row, rows.length - 1)]);
  return cells[clamp(at.column, cells.length - 1)];
}

/** Make a cell the grid's tab stop, and focus it. */
export function select(cell, focus = true) {
  if (!cell) return;
  for (const other of cell.closest(GRID).querySelectorAll(STOP)) if (other !== cell) other.tabIndex = -1;
  cell.tabIndex = 0;
  const row = cell.closest('[role=row]');
  at = {id: cell.id, row: rowsOf(cell.closest(GRID)).indexOf(row), column: cellsOf(row).indexOf(cell)};
  if (focus) {
    cell.focus({preventScroll: true});
    cell.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }
}

/** The cell that lies in a direction from another; none where the grid ends. */
export function beside(cell, rows, columns) {
  const all = rowsOf(cell.closest(GRID));
  const y = all.indexOf(cell.closest('[role=row]'));
  const x = cellsOf(all[y]).indexOf(cell);
  const target = cellsOf(all[clamp(y + rows, all.length - 1)]);
  return target[x + columns] ?? null;
}

/** The next or previous cell in reading order, on to the next row; none where the rows end. */
export function following(cell, step) {
  const rows = rowsOf(cell.closest(GRID)).filter((row) => row.matches('[data-version]'));
  const cells = cell.matches('[role=columnheader]')
    ? cellsOf(cell.closest('[role=row]'))
    : rows.flatMap((row) => cellsOf(row));
  return cells[cells.indexOf(cell) + step] ?? null;
}

const rightToLeft = (cell) => getComputedStyle(cell).direction === 'rtl';
const sideways = (cell, step) => beside(cell, 0, rightToLeft(cell) ? -step : step);

function screenful(cell) {
  const height = cell.closest('[role=row]').offsetHeight || 1;
  const seen = Math.min(cell.closest('.scroller')?.clientHeight ?? innerHeight, innerHeight);
  return Math.max(1, Math.floor(seen / height) - 1);
}

function edge(cell, towards) {
  const rows = rowsOf(cell.closest(GRID)).filter((row) => row.matches('[data-version]'));
  const row = cell.closest('[role=row]');
  const line = cellsOf(row);
  const x = line.indexOf(cell);
  const first = rows[0] ?? row;
  const last = rows.at(-1) ?? row;
  return {
    top: () => cellsOf(first)[x],
    bottom: () => cellsOf(last)[x],
    start: () => line[0],
    end: () => line.at(-1),
    first: () => cellsOf(first)[0],
    last: () => cellsOf(last).at(-1),
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
  screenUp: (cell) => beside(cell, -screenful(cell), 0),
  screenDown: (cell) => beside(cell, screenful(cell), 0),
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
  const stops = table.querySelectorAll(STOP);
  if (stops.length !== 1 || stops[0].id !== at.id) select(active(), false);
}

/** Watch over the grid of this page. */
export function watch() {
  belongs(() => select(active()));
  document.addEventListener('focusin', (event) => {
    const cell = cellOf(event.target);
    if (cell?.closest(GRID) && cell.id !== at.id) select(cell, false);
  });
  document.addEventListener('htmx:after:swap', settle);
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
