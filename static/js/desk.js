// A desk: its grid, edited by keys and pointer.

import * as blocks from './blocks.js';
import * as cells from './cells.js';
import {bring} from './clipboard.js';
import * as combobox from './combobox.js';
import {focused, on} from './dom.js';
import {begin, editorContext, editorVerbs, selecting} from './editing.js';
import {focusBy} from './editors.js';
import {D, F, N, W} from './keys.json';
import * as menus from './menus.js';
import {open, toggle} from './opening.js';
import {editable, placeOf} from './places.js';
import * as ranges from './ranges.js';
import * as rows from './rows.js';
import {redo, undo} from './undoing.js';
import {tryNow, waits} from './waiting.js';

import './dragging.js';
import './record.js';
import './sheet.js';
import './summary.js';
import './tofix.js';

let leaving = false;

function contextOf(element) {
  const editor = editorContext(element);
  if (editor) return editor;
  const cell = cells.cellOf(element);
  if (cell?.closest(cells.GRID)) return cell === element ? 'N' : 'W';
  if (element === document.body) return 'D';
  return element.closest?.('form.new, form.bulk, .record form.editor') ? 'F' : null;
}

const to = (move) => (element) => {
  leaving = false;
  const from = cells.cellOf(element);
  const cell = move(from);
  cells.select(cell);
  if (cell && cell.parentElement !== from.parentElement) rows.tellEnd(cell);
};
const by = (step) => (element) => {
  const next = cells.following(cells.cellOf(element), step);
  if (leaving || !next) return false;
  cells.select(next);
  return true;
};
const after = (move) => (place) => cells.select(move(place) ?? place);

function edit(cell, how) {
  leaving = false;
  if (cell.matches('.actions')) return how === 'end' ? rows.among(cell, null, 1) : rows.follow(cell);
  if (cell.matches('[role=columnheader]')) return how !== 'end' && rows.follow(cell);
  if (!editable(cell)) return rows.openRecord(cell);
  if (how !== 'end' && waits(cell)) return tryNow();
  return cell.matches('.boolean') ? toggle(cell) : open(cell, how);
}

const sideways = (move, step) => (element) => {
  const cell = cells.cellOf(element);
  const rtl = getComputedStyle(cell).direction === 'rtl';
  if (cell.querySelectorAll('a[href], button').length > 1) rows.among(cell, element, rtl ? -step : step);
  else cells.select(move(cell));
};

const editing = editorVerbs({
  down: after(cells.moves.down),
  up: after(cells.moves.up),
  next: after((cell) => cells.following(cell, 1)),
  previous: after((cell) => cells.following(cell, -1)),
});

const verbs = {
  ...Object.fromEntries(Object.entries(cells.moves).map(([name, move]) => [name, to(move)])),
  nextCell: by(1),
  previousCell: by(-1),
  leave() {
    leaving = !ranges.end();
  },
  edit: (cell) => edit(cell, 'select'),
  editAtEnd: (cell) => edit(cell, 'end'),
  // A list of choices finds by itself what is typed, if it gets all of it.
  type: (cell, {key}) => !cell.matches('.boolean') && open(cell, 'typing', key) && !cell.matches('.choice'),
  // The composition itself goes on in the editor, so its first key is not swallowed.
  compose(cell) {
    open(cell, 'typing', '');
    return false;
  },
  // Where there is nowhere further to go, there may be more on the next page.
  last: (cell) => (cells.moves.last(cell) === cell ? rows.turn('next') : to(cells.moves.last)(cell)),
  peek: (cell) => (cell.matches('.boolean') && editable(cell) ? toggle(cell) : rows.peek(cell)),
  today: (element) => placeOf(element).matches('.moment') && open(placeOf(element), 'typing', 'today'),
  clear: (cell) => blocks.empty(cell),
  fillDown: () => blocks.fill(),
  bulk: () => blocks.change(),
  duplicate: () => blocks.duplicate(),
  ...ranges.verbs,
  make: (cell) => rows.make(cell),
  trash: (cell) => blocks.trash() || rows.trash(cell),
  cut: () => document.execCommand('cut'),
  copy: () => document.execCommand('copy'),
  paste: (_cell, {refused}) => bring(refused),
  openRecord: rows.openRecord,
  sortUp: rows.sort(''),
  sortDown: rows.sort('-'),
  menu: (element) => menus.open(element),
  columnMenu: (cell) => cell.matches('th') && menus.open(cell),
  undo,
  redo,
  history: (cell) => rows.history(cell),
  filter: () => rows.filter(),
  previousPage: () => rows.turn('prev'),
  nextPage: () => rows.turn('next'),
  toCell: (element) => cells.select(cells.cellOf(element)),
  widgetLeft: sideways(cells.moves.left, -1),
  widgetRight: sideways(cells.moves.right, 1),
  ...editing,
  commitAll: (element) => blocks.writeToAll(element) || editing.commitStay(element),
  submit: (element) => element.form.requestSubmit(),
  leaveForm: (element) => picked(element, 'close') || rows.leaveForm(element.form),
  choosePicker: (element) => picked(element, 'choose'),
  pickerUp: (element) => picked(element, 'previous'),
  pickerDown: (element) => picked(element, 'next'),
};

const picked = (element, what) => Boolean(combobox.boxOf(element)) && combobox.press(element, what);

// A click selects a cell, a click on the active cell edits it; a mark of yes or no turns over at once.
let wasActive = null;
on('pointerdown', (event) => {
  leaving = false;
  const cell = cells.cellOf(event.target);
  const ended = cell && !event.button && !event.shiftKey && ranges.end();
  wasActive = cell && cell === focused() && !ended ? cell : null;
}, true);
on('click', (event) => {
  const cell = placeOf(event.target);
  if (!cell?.matches('[role=gridcell]') || event.target.closest('form, a, button') || selecting(event) || event.shiftKey) return;
  if (cell.matches('.boolean') && (event.target.closest('.value') || wasActive === cell)) toggle(cell);
  else if (wasActive === cell && editable(cell)) open(cell, 'select');
  else cells.select(cell);
});

focusBy((place) => cells.select(place));
cells.watch();
menus.serve(verbs);
begin({D, F, N, W}, contextOf, verbs);
