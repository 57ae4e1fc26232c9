// Focus is never lost: where the focused element goes with a swap, focus goes home, to the cell or field last worked in.
// And whether somebody did anything since a certain moment, so that no late answer takes the focus away from them.

import {byId, focused, on} from './dom.js';

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'NumLock']);
let deeds = 0;
let before = null;
let home = () => byId('main')?.focus();

/** Say where focus belongs when its element is gone. */
export function belongs(go) {
  home = go;
}

export const goHome = () => home();

export const lost = () => focused() === document.body || focused() === null;

/** How often somebody pressed a key or clicked until now. */
export const deedsSoFar = () => deeds;

export function didSomething() {
  deeds += 1;
}

export const dialogOpen = () => document.querySelector('#dialogs > [open]') !== null;

on('keydown', (event) => MODIFIERS.has(event.key) || didSomething(), true);
on('pointerdown', didSomething, true);
on('htmx:before:swap', () => {
  before = focused();
});
on('htmx:finally:request', () => {
  if (before && before !== document.body && lost() && !dialogOpen()) home();
  before = null;
});
