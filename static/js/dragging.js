// Ranges by pointer: drag from a cell to another, click with Shift held, or click beside the name of a column.

import {cellOf, grid} from './cells.js';
import {on} from './dom.js';
import {extendTo, isRange, verbs} from './ranges.js';

let from = null;

const plain = ({target}) => (target.closest('a, button, form') ? null : cellOf(target));

on('mousedown', (event) => {
  const cell = event.button ? null : plain(event);
  if (!cell?.closest('tbody')) return;
  // The active cell stays where it is, and no text is selected up to here.
  if (event.shiftKey && extendTo(cell)) event.preventDefault();
  from = cell;
});
on('mouseover', (event) => {
  const cell = from && event.buttons === 1 && cellOf(event.target);
  if (!cell || (cell === from && !isRange())) return;
  grid().classList.add('dragged');
  getSelection().removeAllRanges();
  extendTo(cell);
});
on('mouseup', () => {
  if (from) grid()?.classList.remove('dragged');
  from = null;
});
on('click', (event) => {
  const head = plain(event);
  if (head?.matches('[role=columnheader]:not(.actions)')) verbs.selectColumn(head);
});
