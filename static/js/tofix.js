// How many cells hold a refused text whose author has gone on, and the way to them.

import {active} from './cells.js';
import {byId, on} from './dom.js';
import {numeral} from './live.js';
import {open} from './opening.js';
import {afterPaint} from './painted.js';

const button = () => byId('to-fix');
const cells = () => [...document.querySelectorAll('[role=gridcell][aria-invalid=true]')];

function count() {
  const shown = button();
  if (!shown) return;
  const {length} = cells();
  // So it is after nearly every act; to spell a number takes a browser longer than all else here.
  if (shown.hidden && !length) return;
  shown.hidden = length === 0;
  shown.textContent = shown.dataset.text.replace('{n}', numeral(length));
}

function next() {
  const all = cells();
  const here = active();
  const after = all.find((cell) => here.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
  const cell = after ?? all[0];
  cell?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  if (cell) open(cell);
}

// Whoever goes on to read the list as a plain table would leave these texts behind: they come first.
on('click', (event) => {
  const leaving = event.target.closest?.('.face-switch') && cells().length;
  if (leaving) {
    event.preventDefault();
    event.stopPropagation();
  }
  if (leaving || event.target.closest?.('#to-fix')) setTimeout(next);
}, true);
afterPaint(count);
