// The keyboard, as one table: context, key, verb. It drives the handlers, and the sheet of shortcuts will be printed from
// it. Contexts: N a cell has focus, W a link or button in a cell, E an editor is open, L the same with long text,
// P with long text from which Tab goes on to the buttons around it, B at one of those, C a choice between mine and
// theirs, V a field of a public page, F a form, M a message that is written in a form, R a row of a list where nothing
// can be typed, S a page where nothing is. `Mod` is Control, on a Mac Command.

import {dialogOpen} from './focus.js';

export const KEYS = [
  ['N', 'ArrowUp', 'up'],
  ['N', 'ArrowDown', 'down'],
  ['N', 'ArrowLeft', 'left'],
  ['N', 'ArrowRight', 'right'],
  ['N', 'Mod+ArrowUp', 'top'],
  ['N', 'Mod+ArrowDown', 'bottom'],
  ['N', 'Mod+ArrowLeft', 'leftmost'],
  ['N', 'Mod+ArrowRight', 'rightmost'],
  ['N', 'Home', 'start'],
  ['N', 'End', 'end'],
  ['N', 'Mod+Home', 'first'],
  ['N', 'Mod+End', 'last'],
  ['N', 'PageUp', 'screenUp'],
  ['N', 'PageDown', 'screenDown'],
  ['N', 'Alt+PageUp', 'previousPage'],
  ['N', 'Alt+PageDown', 'nextPage'],
  ['N', 'Tab', 'nextCell'],
  ['N', 'Shift+Tab', 'previousCell'],
  ['N', 'Escape', 'leave'],
  ['N', 'Enter', 'edit'],
  ['N', 'F2', 'editAtEnd'],
  ['N', 'Space', 'toggle'],
  ['N', 'Delete', 'clear'],
  ['N', 'Backspace', 'clear'],
  ['N', 'Shift+Enter', 'make'],
  ['N', 'Mod+Delete', 'trash'],
  ['N', 'Mod+Z', 'undo'],
  ['N', 'Mod+Shift+F', 'filter'],
  ['N', 'printable', 'type'],
  ['N', 'composition', 'compose'],
  ['W', 'ArrowUp', 'up'],
  ['W', 'ArrowDown', 'down'],
  ['W', 'ArrowLeft', 'widgetLeft'],
  ['W', 'ArrowRight', 'widgetRight'],
  ['W', 'Tab', 'nextCell'],
  ['W', 'Shift+Tab', 'previousCell'],
  ['W', 'Escape', 'toCell'],
  ['W', 'Mod+Z', 'undo'],
  ['W', 'Mod+Shift+F', 'filter'],
  ['E', 'Enter', 'commitDown'],
  ['E', 'Shift+Enter', 'commitUp'],
  ['E', 'Tab', 'commitNext'],
  ['E', 'Shift+Tab', 'commitPrevious'],
  ['E', 'Mod+Enter', 'commitStay'],
  ['E', 'Mod+S', 'commitStay'],
  ['E', 'F2', 'commitStay'],
  ['E', 'Escape', 'cancel'],
  ['E', 'ArrowUp', 'caretUp'],
  ['E', 'ArrowDown', 'caretDown'],
  ['E', 'Alt+ArrowDown', 'openPicker'],
  ['L', 'Tab', 'commitNext'],
  ['L', 'Shift+Tab', 'commitPrevious'],
  ['L', 'Mod+Enter', 'commitStay'],
  ['L', 'Mod+S', 'commitStay'],
  ['L', 'F2', 'commitStay'],
  ['L', 'Escape', 'cancel'],
  ['L', 'Alt+Enter', 'newLine'],
  ['P', 'Mod+Enter', 'commitStay'],
  ['P', 'Mod+S', 'commitStay'],
  ['P', 'F2', 'commitStay'],
  ['P', 'Escape', 'cancel'],
  ['P', 'Alt+Enter', 'newLine'],
  ['B', 'Mod+Enter', 'commitStay'],
  ['B', 'Mod+S', 'commitStay'],
  ['B', 'Escape', 'cancel'],
  ['C', '1', 'choose'],
  ['C', '2', 'choose'],
  ['C', '3', 'choose'],
  ['C', 'Escape', 'choose'],
  ['V', 'Enter', 'edit'],
  ['V', 'F2', 'editAtEnd'],
  ['V', 'Mod+Z', 'undo'],
  ['F', 'Enter', 'choosePicker'],
  ['F', 'ArrowUp', 'pickerUp'],
  ['F', 'ArrowDown', 'pickerDown'],
  ['F', 'Alt+ArrowDown', 'pickerDown'],
  ['F', 'Mod+Enter', 'submit'],
  ['F', 'Mod+S', 'submit'],
  ['F', 'Escape', 'leaveForm'],
  ['M', 'Mod+Enter', 'submit'],
  ['M', 'Escape', 'leaveForm'],
  ['R', 'j', 'nextRow'],
  ['R', 'ArrowDown', 'nextRow'],
  ['R', 'k', 'previousRow'],
  ['R', 'ArrowUp', 'previousRow'],
  ['R', 'Enter', 'openRow'],
  ['R', 'o', 'openRow'],
  ['R', 'e', 'editRow'],
  ['R', 'a', 'approve'],
  ['R', 'h', 'hide'],
  ['R', 's', 'spam'],
  ['R', '/', 'filter'],
  ['S', '/', 'search'],
  ['R', 'Mod+Shift+F', 'filter'],
  ['R', 'Mod+Z', 'undo'],
  ['R', 'Alt+PageUp', 'previousPage'],
  ['R', 'Alt+PageDown', 'nextPage'],
];

const mac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);
const table = new Map(KEYS.map(([context, key, verb]) => [`${context} ${key}`, verb]));

/** What is known of a key press: enough to act on it now, or to keep it and act on it later. */
export function described(event) {
  const {code, altKey: alt, shiftKey: shift} = event;
  // The key above Return is called Delete on a Mac, and Backspace by browsers.
  const key = mac && event.metaKey && event.key === 'Backspace' ? 'Delete' : event.key;
  const graph = event.getModifierState?.('AltGraph') || (mac && alt && [...key].length === 1);
  const mod = event.metaKey || (event.ctrlKey && !mac && !graph);
  return {key, code, mod, alt: alt && !graph, shift, graph, foreign: event.ctrlKey && !mod && !graph};
}

function nameOf({key, code = '', mod, alt, shift, graph}) {
  if (key === 'Process' || key === 'Dead' || key === 'Unidentified') return 'composition';
  const single = [...key].length === 1;
  // Letters by what they are where they are Latin, otherwise by where they lie.
  const other = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key) && !graph;
  const placed = other && /^Key[A-Z]$/.test(code) ? code.slice(3) : null;
  const letter = placed ?? (/^[a-z]$/i.test(key) ? key.toUpperCase() : key);
  const typed = placed ? (shift ? placed : placed.toLowerCase()) : key;
  const held = `${mod ? 'Mod+' : ''}${alt ? 'Alt+' : ''}${shift && (!single || mod) ? 'Shift+' : ''}`;
  return held + (key === ' ' ? 'Space' : single && !mod ? typed : letter);
}

/** Press a key in a context; true where a verb took it. */
export function press(context, key, verbs, target) {
  if (!context || key.foreign) return false;
  const name = nameOf(key);
  const printable = [...key.key].length === 1 && !key.mod && !key.alt;
  const verb = table.get(`${context} ${name}`) ?? (printable ? table.get(`${context} printable`) : undefined);
  return verb !== undefined && verb in verbs && verbs[verb](target, key) !== false;
}

/** Listen: `contextOf` says what a key pressed on an element means. */
export function listen(contextOf, verbs, before = () => false) {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented || dialogOpen()) return;
    const key = described(event);
    if (before(event.target, key) || press(contextOf(event.target), key, verbs, event.target)) event.preventDefault();
  });
}
