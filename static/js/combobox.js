// A field that is filled with the name of another record: the server offers names while one types. Keys as in the
// combobox of the ARIA practices; what is typed exactly needs no list.

import {byId, focused, on} from './dom.js';

const BOX = '[role=combobox][data-options]';
const WAIT = 100;
const waiting = new WeakMap();

export const boxOf = (element) => (element?.matches?.(BOX) ? element : null);
const listOf = (box) => byId(box.getAttribute('aria-controls'));
const options = (box) => [...listOf(box).querySelectorAll('[role=option]:not([aria-disabled])')];
const isOpen = (box) => box.ariaExpanded === 'true';
const marked = (box) => byId(box.getAttribute('aria-activedescendant') ?? '');

/** A key while the box has focus: `next`, `previous`, `choose` or `close`; false where it means nothing to the box. */
export function press(box, what) {
  return {next: () => step(box, 1), previous: () => step(box, -1), choose: () => choose(box), close: () => shut(box)}[what]();
}

/** Show what can be chosen: all of it, or what matches the text. */
export function ask(box, typed = box.value) {
  clearTimeout(waiting.get(box));
  const list = listOf(box);
  const query = new URLSearchParams({value: typed, list: list.id});
  list.setAttribute('hx-sync', 'this:replace');
  htmx.ajax('GET', `${box.dataset.options}?${query}`, {source: list, target: list, swap: 'innerHTML'}).then(() => {
    if (focused() === box && !box.form.hidden && list.childElementCount) unfold(box, true);
  });
}

function unfold(box, open) {
  const list = listOf(box);
  if (!list) return;
  box.ariaExpanded = open;
  list.hidden = !open;
  if (!open) mark(box, null);
}

function mark(box, option) {
  marked(box)?.setAttribute('aria-selected', 'false');
  option?.setAttribute('aria-selected', 'true');
  if (option) box.setAttribute('aria-activedescendant', option.id);
  else box.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({block: 'nearest'});
}

function step(box, by) {
  if (!isOpen(box)) {
    ask(box, '');
    return true;
  }
  const all = options(box);
  const now = all.indexOf(marked(box));
  mark(box, all.at(now < 0 && by < 0 ? -1 : (now + by) % all.length));
  return true;
}

function choose(box) {
  clearTimeout(waiting.get(box));
  const option = isOpen(box) && marked(box);
  if (option) box.value = option.dataset.value;
  unfold(box, false);
  return Boolean(option);
}

function shut(box) {
  clearTimeout(waiting.get(box));
  const open = isOpen(box);
  unfold(box, false);
  return open;
}

on('input', (event) => {
  const box = boxOf(event.target);
  if (!box) return;
  mark(box, null);
  clearTimeout(waiting.get(box));
  waiting.set(box, setTimeout(() => box.isConnected && ask(box), WAIT));
});

on('focusout', (event) => {
  const box = boxOf(event.target);
  if (box) shut(box);
});

// The list must not take the focus from the box.
on('pointerdown', (event) => {
  if (event.target.closest?.('[role=listbox].options')) event.preventDefault();
});
on('mousedown', (event) => {
  if (event.target.closest?.('[role=listbox].options')) event.preventDefault();
});

on('click', (event) => {
  const option = event.target.closest?.('[role=listbox].options [role=option]:not([aria-disabled])');
  const box = option && document.querySelector(`[aria-controls="${CSS.escape(option.parentElement.id)}"]`);
  if (!box) return;
  mark(box, option);
  choose(box);
  box.dispatchEvent(new CustomEvent('combobox:chosen', {bubbles: true}));
});

on('editor:open', (event) => {
  const box = boxOf(event.target.elements.value);
  if (box && event.detail.how === 'select') ask(box, '');
});
