// The clipboard: what is selected is copied as text with tabs and as an HTML table, and a block is pasted from either. Values are copied as one types them, so
// that a paste into the grid or into a spreadsheet gives the same.

import {empty, paste, recordOf} from './blocks.js';
import {cellOf, grid} from './cells.js';
import {focused, on} from './dom.js';
import {language} from './live.js';
import {latest} from './opening.js';
import {isAll, isRange, selected} from './ranges.js';
import {tell} from './summary.js';

const TOLD = 'told';
const KEPT = 5000;
// What the server was asked for, until it is on the clipboard: its address and rows.
let whole = {};

/** What the clipboard is about; null where text is selected, or typed into. */
function concerned() {
  const element = focused();
  if (!cellOf(element)?.closest('[role=grid]') || element.closest('form')) return null;
  return isRange() || getSelection().isCollapsed ? selected() : null;
}

function textOf(cell) {
  const shown = cell.querySelector('.value')?.textContent ?? '';
  return cell.matches('.boolean, .choice') ? shown : latest(cell) || shown;
}

const quoted = (text) => (/^"|[\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const asText = (rows) => rows.map((row) => row.map(quoted).join('\t')).join('\n');

const LINE = '<br style="mso-data-placement:same-cell">';
const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt()};`).replace(/\r?\n/g, LINE);

/** What is no number is marked as text: a spreadsheet would take some of it for dates and formulas. */
function asTable(rows, numbers) {
  const marks = numbers.map((number) => (number ? '' : ` style='mso-number-format:"\\@"'`));
  const lines = rows.map((row) => `<tr>${row.map((text, x) => `<td${marks[x]}>${escaped(text)}</td>`).join('')}</tr>`);
  return `<table data-etalage="${language}">${lines.join('')}</table>`;
}

/** Put what is selected on the clipboard; false where the server has to be asked for it first. */
function copy(event, found) {
  event.preventDefault();
  const address = addressOf(found);
  // Of a long text a cell has only the beginning.
  const cut = isAll() || found.cells.some((cell) => cell.matches('.longtext') && textOf(cell));
  if (cut && whole.address !== address) return void later(event.type, address);
  const numbers = found.lines[0].map((cell) => cell.matches('.money, .integer'));
  const rows = cut ? whole.rows : found.lines.map((line) => line.map(textOf));
  event.clipboardData.setData('text/plain', asText(rows));
  event.clipboardData.setData('text/html', asTable(rows, numbers));
  whole = {};
  tell('copied');
  return true;
}

function addressOf({rows, fields}) {
  const query = new URLSearchParams(location.search);
  query.set('fields', fields.join(' '));
  if (!isAll()) query.set('ids', rows.map(recordOf).join(' '));
  return `${location.pathname}/values?${query}`;
}

/** Copy or cut once all of it is there. Browsers that want another press of the keys for it get it then. */
async function later(type, address) {
  try {
    whole = {address, rows: await fetched(address)};
    setTimeout(() => { whole = {}; }, KEPT);
    if (addressOf(selected()) === address && !document.execCommand(type)) tell('again');
  } catch (why) {
    if (why !== TOLD) tell('uncopied');
  }
}

/** Rows of texts from the server, which tells itself why where it refuses them. */
function fetched(address) {
  return new Promise((resolve, reject) => {
    const take = async (...request) => {
      const response = await fetch(...request);
      if (!response.ok) return reject(TOLD) ?? response;
      resolve(await response.json());
      return new Response(null, {status: 204});
    };
    htmx.ajax('GET', address, {source: grid(), target: '#announcer', swap: 'none', fetch: take}).finally(reject);
  });
}

on('copy', (event) => {
  const found = concerned();
  if (found) copy(event, found);
});
on('cut', (event) => {
  const found = concerned();
  if (found && copy(event, found)) empty(found.cells[0]);
});
on('paste', (event) => {
  const [text, html] = ['text/plain', 'text/html'].map((type) => event.clipboardData.getData(type));
  if (!concerned() || !(text || html)) return;
  event.preventDefault();
  paste(text, html);
});
/** Paste for whoever presses no keys, where the browser lets a page read the clipboard; else say `instead` what does it. */
export async function bring(instead) {
  try {
    const text = await navigator.clipboard.readText();
    if (text) paste(text, '');
  } catch {
    tell(instead);
  }
}

// Or else some browsers copy only where text is selected.
for (const name of ['beforecopy', 'beforecut']) {
  on(name, (event) => concerned() && event.preventDefault());
}
