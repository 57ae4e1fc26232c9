// What a typed number or moment means is told beside it before it is saved, by the server, which understands it with the
// very code that will save it. Nothing waits for it: saving goes on without, and an answer to an older text is passed over.

import {on} from './dom.js';
import {hold, release} from './idle.js';
import {say} from './live.js';

const WAIT = 150;
// A screen reader hears it when typing rests.
const REST = 650;
// What means the same in every language, and as it stands.
const PLAIN = /^\d*[.,]?\d{0,2}$/;
let timer;

on('input', ({target}) => {
  const line = target.form?.querySelector(':scope > .understood');
  if (!line) return;
  clearTimeout(timer);
  line.textContent = '';
  if (!PLAIN.test(target.value)) timer = setTimeout(ask, WAIT, line, target);
});

async function ask(line, {form, value}) {
  const stands = () => line.isConnected && form.elements.value.value === value;
  if (!stands()) return;
  hold(line);
  const answer = await fetch(`${form.getAttribute('action')}/understood?${new URLSearchParams({value})}`).catch(() => ({}));
  const {text, wrong} = answer.ok ? await answer.json() : {};
  release(line);
  if (!text || !stands()) return;
  line.textContent = text;
  line.classList.toggle('wrong', wrong);
  timer = setTimeout(() => {
    if (stands()) say(text);
  }, REST - WAIT);
}
