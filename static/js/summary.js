// What a range comes to, in the bar below the grid: how many cells, and of numbers the sum and the average. Written once
// somebody rests, since that takes a browser longer than to paint the range; spoken when they rest for longer.

import {grid} from './cells.js';
import {make, on} from './dom.js';
import {stored} from './faces.js';
import {language, say} from './live.js';
import {valueOf} from './places.js';
import {isAll, isRange, selected} from './ranges.js';

const SHOWN = 80;
const SPOKEN = 400;
const TOLD = 2500;
let timer = 0;
const formats = new Map();
const plurals = new Intl.PluralRules(language);

const box = () => document.querySelector('.sheet > .summary');

/** Minor units as the language writes them; an average of whole numbers has decimals of its own. */
function written({digits, currency}, minor) {
  const name = currency ?? '';
  const places = {minimumFractionDigits: digits, maximumFractionDigits: digits};
  const how = currency ? {style: 'currency', currency, ...places} : {maximumFractionDigits: 2};
  if (!formats.has(name)) formats.set(name, new Intl.NumberFormat(language, {useGrouping: 'always', ...how}));
  return formats.get(name).format(minor / 10 ** digits);
}

// What a cell of a number is typed like has all its decimals and nothing grouped: without its mark it is in minor units.
const valuesOf = (cells) => cells.map((cell) => valueOf(stored(cell))).filter(Boolean);
const numbersOf = (cells) => valuesOf(cells).map((text) => Number(text.replace(/[^\d-]/g, '')));

/** (name, text) of each figure; where there are several columns of numbers, one for each. */
function figures({lines, cells}) {
  const says = box().dataset;
  const columns = lines[0].flatMap((first, x) => {
    const head = grid().tHead.rows[0].cells[first.cellIndex];
    const numbers = head.dataset.digits ? numbersOf(lines.map((line) => line[x])) : [];
    return numbers.length ? [{head, numbers}] : [];
  });
  const found = columns.map(({head, numbers}) => {
    const sum = numbers.reduce((one, other) => one + other, 0);
    const values = [sum, sum / numbers.length, Math.min(...numbers), Math.max(...numbers)];
    const names = ['sum', 'average', 'least', 'greatest'];
    return {head, pairs: names.map((name, place) => [says[name], written(head.dataset, values[place])])};
  });
  const count = [says.cells, written({digits: 0}, cells.length)];
  if (found.length === 1) return [count, ...found[0].pairs];
  return [count, ...found.map(({head, pairs}) => [head.textContent.trim(), pairs.slice(0, 2).map((pair) => pair.join(' ')).join(' · ')])];
}

function figure([name, text]) {
  const pair = make('div');
  pair.append(make('dt', {textContent: name}), make('dd', {textContent: text}));
  return pair;
}

async function show(chosen) {
  const summary = box();
  if (!summary) return;
  const found = isRange() && selected();
  summary.hidden = !found || found.cells.length < 2;
  offer(summary.hidden ? 0 : found.rows.length);
  if (summary.hidden) return;
  const pairs = isAll() ? [['', summary.dataset.all]] : figures(found);
  summary.replaceChildren(...pairs.map(figure));
  if (isAll()) await ask(summary, found.fields);
  if (chosen) timer = setTimeout(speak, SPOKEN);
}

/** Where fields of all these rows are changed alike, of as many as there are. */
function offer(rows) {
  const change = document.querySelector('.sheet > .change');
  if (!change) return;
  change.hidden = !rows;
  const count = isAll() ? grid().ariaRowCount - 1 : rows;
  const {other, [plurals.select(count)]: text = other} = change.dataset;
  change.textContent = text.replace('{n}', written({digits: 0}, count));
}

/** Sums over rows that are not on the page come from the server, in the place of what can be said without it. */
function ask(summary, fields) {
  summary.firstChild.id = 'all-rows';
  const query = new URLSearchParams(location.search);
  query.set('fields', fields.join(' '));
  return htmx.ajax('GET', `${location.pathname}/summary?${query}`, {source: summary, target: summary, swap: 'none'});
}

function speak() {
  const parts = [...box().children].map(({children}) => [...children].map((part) => part.textContent).join(' ').trim());
  say(parts.join(', '));
}

/** Say something of a range where its figures stand, for a while: by its name there, or in words. */
export function tell(name) {
  const summary = box();
  clearTimeout(timer);
  summary.hidden = false;
  summary.replaceChildren(figure(['', summary.dataset[name] ?? name]));
  speak();
  timer = setTimeout(show, TOLD);
}

on('range:changed', ({detail: chosen}) => {
  clearTimeout(timer);
  timer = setTimeout(show, SHOWN, chosen);
});
