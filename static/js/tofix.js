// How many cells hold a refused text whose author has gone on, and the way to them.

import {open} from './editors.js';

const button = () => document.getElementById('to-fix');
const cells = () => [...document.querySelectorAll('[role=gridcell][aria-invalid=true]')];

function count() {
  const shown = button();
  if (!shown) return;
  const {length} = cells();
  // So it is after nearly every act; to spell a number takes a browser longer than all else here.
  if (shown.hidden && !length) return;
  shown.hidden = length === 0;
  shown.textContent = shown.dataset.text.replace('{n}', length.toLocaleString(document.documentElement.lang));
}

function next() {
  const all = cells();
  const here = document.querySelector('[role=gridcell][tabindex="0"]');
  const after = all.find((cell) => here && here.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
  const cell = after ?? all[0];
  cell?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  if (cell) open(cell);
}

document.addEventListener('click', (event) => {
  if (event.target.closest?.('#to-fix')) next();
});
for (const name of ['editor:answered', 'editor:closed', 'editor:pending', 'htmx:after:swap']) {
  document.addEventListener(name, count);
}
