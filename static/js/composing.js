// Input methods. A composition begins only where text can be typed, so for whoever writes by one the active cell is such a
// place: it keeps its focus, role and name, and the editor takes the composition over before it has begun. Nobody else's cells
// change, for a screen reader says other things of what can be typed into; and on the glass of a phone a keyboard would come up.

import {on} from './dom.js';
import {open} from './opening.js';
import {editable} from './places.js';
import {chosen} from './switches.js';

const WRITTEN = /^(zh|ja|ko|vi|th|my|km|lo|bo|ii|am|ti|hi|bn|ta|te|ml|kn|gu|pa|mr|ne|si)\b/;
const writes = navigator.languages.some((one) => WRITTEN.test(one)) && matchMedia('(pointer: fine)').matches;
const HEARING = 'td[contenteditable]';
let face = null;

/** Let a composition begin in the active cell. */
export function hear(cell) {
  if (!(writes || chosen('composing')) || !editable(cell)) return;
  if (cell.matches('.boolean, [contenteditable], :has(> form:not([hidden]))')) return;
  cell.contentEditable = 'true';
  // What can be typed into has its text for a value; it is still the cell's name.
  cell.setAttribute('aria-labelledby', cell.id);
}

export function deaf(cell) {
  for (const name of ['contenteditable', 'aria-labelledby']) cell.removeAttribute(name);
}

const heard = ({target}) => target.matches?.(HEARING);

on('editor:open', ({target}) => target.closest(HEARING) && deaf(target.closest(HEARING)));
on('beforeinput', (event) => heard(event) && event.preventDefault());
// Where a browser tells of the composition before the key, it ends in the cell, and the editor has what came of it.
on('compositionstart', (event) => {
  if (heard(event)) face = [...event.target.cloneNode(true).childNodes];
});
on('compositionend', (event) => {
  if (!face || !heard(event)) return;
  event.target.replaceChildren(...face);
  face = null;
  open(event.target, 'typing', event.data);
});
