// Editors that come from the server: keys that are typed meanwhile wait here and are pressed when the editor is there.

import {byId, focused, on} from './dom.js';
import {begin, commit, inState, reveal} from './editors.js';
import {newKey} from './forms.js';
import {alarm} from './live.js';
import {faceOf, fieldOf, ownerOf} from './places.js';

let coming = null;
let press = () => false;

/** Say how a kept key is pressed. */
export function replayBy(pressing) {
  press = pressing;
}

/** Ask for the editor of a place; `text` is what was typed to open it. */
export function ask(place, how, text, then = [], language = '') {
  // What was refused comes first: no other text stands beside it.
  const refused = inState(place, 'aside').at(-1);
  if (refused) return reveal(refused);
  const keys = [...[...(text ?? '')].map((one) => ({key: one})), ...then];
  // A composition goes on in the cell while the editor is on its way, and comes as a whole.
  if (coming?.place === place.id && text) return void coming.keys.push(...keys);
  coming = {place: place.id, key: newKey(), how, keys, language};
  request(place);
}

function request(place) {
  const {key, language} = coming;
  const url = `${ownerOf(place).dataset.url}/${fieldOf(place)}/edit?face=${faceOf(place)}&key=${key}&language=${language}`;
  place.ariaBusy = true;
  // What is on its way there is what the editor has to begin with.
  if (inState(place, 'pending').length) return on('editor:answered', next, {once: true});
  htmx.ajax('GET', url, {source: place, swap: 'none'});
}

function next() {
  const place = coming && byId(coming.place);
  if (!place) return;
  if (inState(place, 'aside').length) coming = null;
  else request(place);
}

/** Whether a key belongs to an editor that is still on its way. */
export function takes(place, key) {
  if (coming?.place !== place?.id) {
    coming = null;
    return false;
  }
  if (key.key === 'Escape' || (key.key.startsWith('Arrow') && !key.alt && !coming.keys.length)) {
    coming = null;
    return false;
  }
  if (key.key !== 'Enter' || !again()) coming.keys.push(key);
  return true;
}

function again() {
  const place = coming?.failed && byId(coming.place);
  if (!place) return false;
  coming.failed = false;
  request(place);
  return true;
}

window.addEventListener('online', again);
on('signed-in', again);

/** Whoever clicks elsewhere has finished with the editor before it came. */
export function left(place) {
  if (coming && coming.place !== place?.id) coming.left = true;
}

on('htmx:finally:request', (event) => {
  const place = event.detail.ctx.sourceElement;
  const form = place.querySelector?.(':scope > form.editor:last-of-type');
  if (!form || form.id !== `f-${coming?.key}`) {
    if (coming && coming.place === place.id) fail(place, event.detail.ctx.response?.status);
    if (place.id && coming?.place !== place.id) forget(place, event.detail.ctx);
    return;
  }
  const {keys, how, left: gone} = coming;
  const had = focused();
  coming = null;
  place.ariaBusy = null;
  begin(place, form, how, how === 'typing' ? '' : null);
  while (keys.length) press(keys.shift());
  if (gone) commit(form, () => had.focus());
});

/** The keys go on waiting; Enter asks again. */
function fail(place, status) {
  coming.failed = true;
  place.ariaBusy = null;
  const region = alarm();
  if (!status || status >= 500) region.textContent = (status ? region.dataset.failed : region.dataset.offline) ?? '';
}

/** Nobody waits for this editor any more. */
function forget(place, ctx) {
  if (ctx.request.method !== 'GET' || !ctx.request.action.includes('/edit?')) return;
  place.ariaBusy = null;
  const key = new URL(ctx.request.action, location.href).searchParams.get('key');
  byId(`f-${key}`)?.remove();
}
