// The keyboard. What each key does is in keys.json, which drives the handlers here and from which the server prints the sheet
// of shortcuts: context, key, verb, and behind the verb the switch that it needs, if any. Contexts: G anywhere, N a cell has
// focus, W a link or button in a cell, E an editor is open, L the same with long text, P with long text from which Tab goes on
// to the buttons around it, B at one of those, C a choice between mine and theirs, V a field of a public page, F a form,
// M a message that is written in a form, R a row of a list where nothing can be typed, D a desk of which nothing has focus,
// S a page where nothing is edited. `Mod` is Control, on a Mac Command; `Ctrl` is Control on a Mac. A key after `mac` or `pc`
// is one only there.

import {on} from './dom.js';
import {dialogOpen} from './focus.js';
import {chosen} from './switches.js';

const mac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);
const here = mac ? 'mac ' : 'pc ';
const listeners = [];
// context -> key -> verb, of the contexts that this page has
const tables = {};

/** What is known of a key press: enough to act on it now, or to keep it and act on it later. */
export function described(event) {
  const {code, altKey: alt, shiftKey: shift} = event;
  // The key above Return is called Delete on a Mac, and Backspace by browsers.
  const key = mac && event.metaKey && event.key === 'Backspace' ? 'Delete' : event.key;
  // What types a character is no modifier: Option on a Mac, AltGr, and Ctrl+Alt, which some keyboards send for AltGr.
  const graph = event.getModifierState?.('AltGraph') || (alt && (mac || event.ctrlKey) && [...key].length === 1);
  const mod = event.metaKey || (event.ctrlKey && !mac && !graph);
  return {key, code, mod, alt: alt && !graph, shift, graph, ctrl: event.ctrlKey && !mod && !graph};
}

function nameOf({key, code = '', mod, alt, shift, graph, ctrl}) {
  if (key === 'Process' || key === 'Dead' || key === 'Unidentified') return 'composition';
  const single = [...key].length === 1 && key !== ' ';
  // Letters by what they are where they are Latin, otherwise by where they lie.
  const other = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key) && !graph;
  const placed = other && /^Key[A-Z]$/.test(code) ? code.slice(3) : null;
  const letter = placed ?? (/^[a-z]$/i.test(key) ? key.toUpperCase() : key);
  const typed = placed ? (shift ? placed : placed.toLowerCase()) : key;
  // Shift is part of what a symbol is on some keyboards and not on others.
  const shifted = shift && (!single || (mod && letter !== letter.toLowerCase()));
  const held = `${ctrl ? 'Ctrl+' : ''}${mod ? 'Mod+' : ''}${alt ? 'Alt+' : ''}${shifted ? 'Shift+' : ''}`;
  return held + (key === ' ' ? 'Space' : single && !mod ? typed : letter);
}

const isPrintable = ({key, mod, alt, ctrl}) => [...key].length === 1 && !mod && !alt && !ctrl;

/** The verb of a key in a context, unless its switch is off. */
function verbOf(context, key) {
  const keys = tables[context] ?? {};
  const name = nameOf(key);
  const found = keys[here + name] ?? keys[name] ?? (isPrintable(key) ? keys.printable : undefined);
  const [verb, needed] = found?.split(' ') ?? [];
  return needed && !chosen(needed) ? undefined : verb;
}

/** Press a key in a context; true where a verb took it. */
export function press(context, key, verbs, target) {
  const verb = verbOf(context, key);
  return verb in verbs && verbs[verb](target, key) !== false;
}

/** What somebody is in who is at an element, more than on a page: the sheet of shortcuts begins with it. */
export const contextAt = (element) =>
  listeners.map(({contextOf}) => contextOf(element)).find((context) => context && !/[DGS]/.test(context)) ?? 'G';

/** Listen to the keys of some contexts: `contextOf` says in which an element is. */
export function listen(contexts, contextOf, verbs, before = () => false) {
  Object.assign(tables, contexts);
  listeners.push({contextOf, verbs, before});
}

on('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const {target} = event;
  const key = described(event);
  const taken = ({contextOf, verbs, before}) => {
    const context = contextOf(target);
    // Over a page only what is for forms; no key gets past a dialog to what lies below.
    return (context === 'F' || !dialogOpen()) && (before(target, key) || press(context, key, verbs, target));
  };
  if (listeners.some(taken)) event.preventDefault();
});
