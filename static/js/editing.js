// Editing by keys and pointer, the same in a grid and on a public page: the contexts, the verbs, and when leaving commits.

import {ask as arrive, left, replayBy, takes} from './arriving.js';
import * as combobox from './combobox.js';
import {GROUP, ask, choose, undecided} from './conflicts.js';
import {focused, on} from './dom.js';
import {cancel, commit, editOf, inState, openForm, stay} from './editors.js';
import {listen, press} from './keys.js';
import {B, C, E, L, P} from './keys.json';
import {controlOf, faceOf, placeOf} from './places.js';

import './answers.js';
import './preview.js';
import './size.js';
import './understood.js';

export const formOf = (element) => {
  const form = element.closest?.('form.editor');
  return form && editOf(form) ? form : null;
};

const boxIn = (element) => combobox.boxOf(element);
const save = (go) => (element) => {
  const box = boxIn(element);
  if (box) combobox.press(box, 'choose');
  commit(formOf(element), go);
};

// Buttons stand around the text that somebody has to get to.
const ASKING = '.conflict, :has([data-offer]:not([hidden]))';

/** The context of an element that is in an editor. */
export function editorContext(element) {
  const form = formOf(element);
  if (!form) return null;
  if (element.closest(GROUP)) return 'C';
  if (!form.matches('[data-draft]')) return 'E';
  if (element !== controlOf(form)) return 'B';
  return faceOf(placeOf(form)) === 'grid' && !form.matches(ASKING) ? 'L' : 'P';
}

function caret(element, go, way) {
  const box = boxIn(element);
  if (box) return combobox.press(box, way);
  const {selectionStart: start, value} = element;
  if (!editOf(formOf(element)).typed || start !== value.length || element.matches('select')) return false;
  return save(go)(element);
}

/** The verbs of an open editor. `go` says where each way out leads: down, up, next, previous. */
export function editorVerbs(go) {
  return {
    // Where cells can be selected, the grid has more to it.
    commitAll: save(stay),
    commitDown: save(go.down),
    commitUp: save(go.up),
    commitNext: save(go.next),
    commitPrevious: save(go.previous),
    commitStay: save(stay),
    caretUp: (element) => caret(element, go.up, 'previous'),
    caretDown: (element) => caret(element, go.down, 'next'),
    cancel: (element) => picked(element) || ask(formOf(element)) || cancel(formOf(element)),
    openPicker: (element) => Boolean(boxIn(element)) && combobox.press(boxIn(element), 'next'),
    nextLanguage: (element) => formOf(element).querySelector('.tabs [rel=next]')?.click(),
    newLine: (element) => insert(element, '\n'),
    choose: (element, {key}) => choose(element, key),
  };
}

/** Whether Escape closed a list of options, and so is not meant for the editor. */
const picked = (element) => Boolean(boxIn(element)) && combobox.press(boxIn(element), 'close');

function insert(control, text) {
  control.setRangeText(text, control.selectionStart, control.selectionEnd, 'end');
  control.dispatchEvent(new Event('input', {bubbles: true}));
}

/** Press a key that was typed before its editor was there. */
function replay(contextOf, verbs) {
  return (key) => {
    const element = focused();
    if (takes(placeOf(element), key) || press(contextOf(element), key, verbs, element)) return;
    if (!formOf(element)?.contains(element) || element.matches('select, button')) return;
    if ([...key.key].length === 1 && !key.mod) insert(element, key.key);
    else if (key.key === 'Enter') insert(element, '\n');
    else if (key.key === 'Backspace') erase(element);
  };
}

function erase(control) {
  const {selectionStart: start, selectionEnd: end} = control;
  control.setRangeText('', start === end ? Math.max(0, start - 1) : start, end, 'end');
  control.dispatchEvent(new Event('input', {bubbles: true}));
}

/** Begin to listen, to the keys of editors and of `contexts`. */
export function begin(contexts, contextOf, verbs) {
  replayBy(replay(contextOf, verbs));
  listen({B, C, E, L, P, ...contexts}, contextOf, verbs, (element, key) => {
    const place = placeOf(element);
    return place === element && !(key.mod && key.key !== 'Enter') && !key.ctrl && !MODIFIER.has(key.key) && takes(place, key);
  });
}

const MODIFIER = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock']);

// Shift and Tab lead from the text to its place, and from there away.
const openIn = (place) => (place === placeOf(place) ? inState(place, 'open').at(-1) : null);

/** Leaving an editor for something else on the page commits it. Another window or tab is not something else. */
function leave(form, target) {
  if (!form || undecided(form) || placeOf(form).contains(target) || target.closest?.('dialog')) return;
  commit(form);
}

/** Whether a click ends the selecting of text. The second click of two selects a word by itself. */
export const selecting = (event) => event.detail < 2 && !getSelection().isCollapsed;

on('click', (event) => {
  const link = event.target.closest?.('.long > .tabs a');
  const form = link && formOf(link);
  if (!form) return;
  event.preventDefault();
  commit(form, (place) => {
    stay(place);
    arrive(place, 'end', null, [], link.hreflang);
  });
});
on('pointerdown', ({target}) => {
  if (target.closest?.('dialog')) return;
  left(placeOf(target));
  leave(openForm(), target);
}, true);
on('focusout', (event) => {
  const form = formOf(event.target) ?? openIn(event.target);
  if (form && editOf(form).state === 'open' && event.relatedTarget) leave(form, event.relatedTarget);
});
on('combobox:chosen', (event) => {
  const form = formOf(event.target);
  if (form) commit(form, stay);
});
