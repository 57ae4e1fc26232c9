// Focus is never lost: where the focused element goes with a swap, focus goes home, to the cell or field last worked in.
// And whether somebody did anything since a certain moment, so that no late answer takes the focus away from them.

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'NumLock']);
let deeds = 0;
let before = null;
let home = () => document.getElementById('main')?.focus();

/** Say where focus belongs when its element is gone. */
export function belongs(go) {
  home = go;
}

export const goHome = () => home();

export const lost = () => document.activeElement === document.body || document.activeElement === null;

/** How often somebody pressed a key or clicked until now. */
export const deedsSoFar = () => deeds;

export function didSomething() {
  deeds += 1;
}

export const dialogOpen = () => document.querySelector('#dialogs > [open]') !== null;

document.addEventListener('keydown', (event) => MODIFIERS.has(event.key) || didSomething(), true);
document.addEventListener('pointerdown', didSomething, true);
document.addEventListener('htmx:before:swap', () => {
  before = document.activeElement;
});
document.addEventListener('htmx:finally:request', () => {
  if (before && before !== document.body && lost() && !dialogOpen()) home();
  before = null;
});
