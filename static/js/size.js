// How long a text is, counted as the server counts; spoken when somebody stops typing near the limit.

import {on} from './dom.js';
import {numeral, say} from './live.js';

const PAUSE = 1000;
let pausing = 0;

const filled = (text, numbers) => text.replace(/{(\w+)}/g, (_all, name) => numeral(numbers[name]));

function count(shown, text) {
  const longest = Number(shown.dataset.longest);
  const n = [...text].length;
  const left = longest - n;
  shown.textContent = filled(shown.dataset.text, {n, longest, words: text.match(/\S+/g)?.length ?? 0});
  shown.classList.toggle('over', left < 0);
  clearTimeout(pausing);
  if (left > longest / 20) return;
  const said = filled(left < 0 ? shown.dataset.over : shown.dataset.left, {n: Math.abs(left)});
  pausing = setTimeout(() => {
    say(said);
  }, PAUSE);
}

on('input', ({target}) => {
  const shown = target.matches('textarea') && target.form?.querySelector('[data-longest]');
  if (shown) count(shown, target.value);
});
