// A range of cells: from its anchor, which is the active cell, to its head. Both are kept by name, so that a range outlives
// swaps of its rows; where other rows come to stand in it, it ends.

import {active, cellOf, grid, moves, select} from './cells.js';
import {byId, emit, on} from './dom.js';
import {fieldOf} from './places.js';

// `wide` where it has all columns, `tall` where it has all rows of the page, `all` where it has those of all pages.
let range = null;
// cell -> the edges of the range that it lies at; of the whole page, its rows instead of six hundred cells
let painted = new Map();
let ids = '';

const rowsOf = () => [...grid().tBodies[0].rows];

/** The cell, or the one beside it where it holds the buttons of its row; none outside the rows. */
function inside(cell) {
  if (!cell?.closest('tbody')) return null;
  return cell.matches('.actions') ? cell.previousElementSibling : cell;
}

const between = (whole, ...ends) => (whole ? [0, Infinity] : [Math.min(...ends), Math.max(...ends) + 1]);

/** What is selected, as it is shown: the range, or the active cell. Null where there is neither. */
export function selected() {
  const anchor = inside(range ? byId(range.anchor) : active());
  const head = range ? byId(range.head) : anchor;
  if (!anchor || !head) return null;
  const rows = rowsOf().slice(...between(range?.tall, anchor.parentNode.sectionRowIndex, head.parentNode.sectionRowIndex));
  const columns = between(range?.wide, anchor.cellIndex, head.cellIndex);
  const lines = rows.map((row) => [...row.cells].slice(0, -1).slice(...columns));
  return {rows, lines, cells: lines.flat(), fields: lines[0].map(fieldOf)};
}

export const isRange = () => range !== null;

/** Whether the range has all rows that match the filter, not only those of this page. */
export const isAll = () => Boolean(range?.all);

/** Give the range up; false where there was none. */
export function end() {
  const had = isRange();
  range = null;
  if (had) paint({lines: []});
  return had;
}

function begin(element) {
  const cell = inside(cellOf(element));
  if (!cell) return false;
  if (cell !== cellOf(element)) select(cell);
  if (range?.anchor !== cell.id) range = {anchor: cell.id, head: cell.id};
  return true;
}

/** Let the range reach from the active cell to another. */
export function extendTo(cell) {
  const head = inside(cell);
  if (!head || !begin(active())) return false;
  // Before anything is marked, since it lays out the page.
  head.scrollIntoView({block: 'nearest', inline: 'nearest'});
  return change({head: head.id, all: false});
}

const extend = (move, way) => (element) => {
  if (!begin(element)) return false;
  range[way] = false;
  const head = byId(range.head);
  return extendTo(inside(move(head)) ?? head);
};

const whole = (wide, tall) => (element) => {
  // At the head of a column, that column.
  const first = element.matches('thead *') && rowsOf()[0]?.cells[element.cellIndex];
  if (first) select(first);
  if (!begin(first || element)) return false;
  const again = (range.wide || !wide) && (range.tall || !tall);
  const more = grid().ariaRowCount - 1 > rowsOf().length;
  return change({wide: range.wide || wide, tall: range.tall || tall, all: tall && again && more});
};

function change(changes) {
  Object.assign(range, changes);
  const found = selected();
  ids = idsOf(found);
  paint(found, true);
  return true;
}

const idsOf = (found) => found?.rows.map((row) => row.id).join();

function edgesOf({rows, lines}) {
  if (range?.wide && range.tall) return new Map(rows.map((row) => [row, '']));
  const edges = new Map();
  lines.forEach((line, y) => {
    const across = `${y ? '' : 'top '}${lines[y + 1] ? '' : 'bottom '}`;
    line.forEach((cell, x) => edges.set(cell, `${across}${x ? '' : 'start '}${line[x + 1] ? '' : 'end'}`));
  });
  return edges;
}

/** Touch only cells that lie elsewhere than before. `range:changed` says whether somebody has `chosen` it so. */
function paint(found, chosen = false) {
  const before = painted;
  painted = edgesOf(found);
  const gone = [...before.keys()].filter((cell) => !painted.has(cell));
  const fresh = [...painted].filter(([cell, edges]) => before.get(cell) !== edges);
  for (const cell of gone) {
    delete cell.dataset.range;
    cell.ariaSelected = null;
  }
  for (const [cell, edges] of fresh) {
    cell.dataset.range = edges;
    cell.ariaSelected = true;
  }
  if (chosen || gone.length || fresh.length) emit('range:changed', chosen);
}

on('htmx:after:swap', () => {
  if (!range) return;
  for (const cell of painted.keys()) if (!cell.hasAttribute('data-range')) painted.delete(cell);
  const found = selected();
  if (idsOf(found) === ids) paint(found);
  else end();
});
on('focusin', ({target}) => {
  const cell = range && target.closest('[role=grid]') && cellOf(target);
  if (cell && cell.id !== range.anchor) end();
});

/** Selecting, by the names of the table of keys. */
export const verbs = {
  extendUp: extend(moves.up, 'tall'),
  extendDown: extend(moves.down, 'tall'),
  extendLeft: extend(moves.left, 'wide'),
  extendRight: extend(moves.right, 'wide'),
  extendTop: extend(moves.top, 'tall'),
  extendBottom: extend(moves.bottom, 'tall'),
  extendLeftmost: extend(moves.leftmost, 'wide'),
  extendRightmost: extend(moves.rightmost, 'wide'),
  selectRows: whole(true, false),
  selectColumn: whole(false, true),
  selectAll: whole(true, true),
};
