// What the page says aloud, in regions that no swap replaces, and how its language writes numbers.

import {byId} from './dom.js';

export const language = document.documentElement.lang;
export const numeral = (number) => number.toLocaleString(language);
/** Polite; and it brings along texts that scripts show. */
export const announcer = () => byId('announcer');
/** At once. */
export const alarm = () => byId('alarm');

export function say(text) {
  announcer().textContent = text;
}
