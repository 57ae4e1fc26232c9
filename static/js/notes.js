// Notes: at most four; what went well leaves after a while, unless somebody is at it; problems stay until dismissed.

import {focused, on} from './dom.js';
import {goHome} from './focus.js';

const MOST = 4;
const STAYS = 8000;
const LEAVES = 200;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

const known = new WeakSet();
const notes = () => [...document.querySelectorAll('#notes > .note:not(.leaving)')];

function take(note) {
  const had = note.contains(focused());
  note.classList.add('leaving');
  if (calm.matches) note.remove();
  else setTimeout(() => note.remove(), LEAVES);
  if (had) goHome();
}

function expire(note) {
  if (!note.isConnected) return;
  if (note.matches(':hover, :focus-within')) setTimeout(expire, STAYS / 4, note);
  else take(note);
}

function welcome(note) {
  if (known.has(note)) return;
  known.add(note);
  if (note.matches('.good')) setTimeout(expire, STAYS, note);
  const all = notes();
  const surplus = [...all.filter((one) => one.matches('.good')), ...all].slice(0, Math.max(0, all.length - MOST));
  for (const old of surplus) if (old !== note) take(old);
}

// Asked after each swap rather than observed: going back in history brings another box.
const look = () => notes().forEach(welcome);
on('htmx:after:swap', look);
look();

on('click', (event) => {
  const button = event.target.closest?.('[data-dismiss]');
  if (button) take(button.closest('.note'));
});

// What was undone cannot be undone twice: its note goes with the answer.
on('htmx:finally:request', (event) => {
  const note = event.detail.ctx.sourceElement.closest?.('#notes > .note');
  if (note && event.detail.ctx.response?.status === 200) take(note);
});
