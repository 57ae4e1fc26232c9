// A list that is read as a plain table is left to the screen reader; only where focus goes with a row, it goes to its neighbour.

import {on} from './dom.js';

let place = 1;

/** Focus the link of the row that stands where the last one was; where there is none, what the page is about. */
export function goNearby() {
  const all = [...document.querySelectorAll('#main, .sheet td.actions a:first-child')];
  (all[place] ?? all.at(-1)).focus();
}

on('focusin', ({target}) => {
  place = target.closest('.sheet tr')?.rowIndex || place;
});
