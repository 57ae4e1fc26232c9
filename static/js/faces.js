// Faces: what the server last said stands in a place whose editor is open or whose save is under way. Swaps leave such a
// place alone, so what they would have shown is kept here until the editor is closed.

import {byId, on} from './dom.js';
import {PLACE} from './places.js';

const faces = new Map();
const TICK = 1000;
const MARKS = ['pending', 'saved', 'refused', 'editable'];

/** Show for a moment that something was saved. */
export function tick(place) {
  place.classList.add('saved');
  setTimeout(() => place.classList.remove('saved'), TICK);
}

/** Remember how a place looks before it is edited. */
export function keep(place) {
  if (!faces.has(place.id)) faces.set(place.id, bare(place));
}

/** The place as the server last said it is. */
export const stored = (place) => faces.get(place.id) ?? place;

/** Show again what the server has, and forget it. */
export function show(place) {
  const face = faces.get(place.id);
  if (!face) return;
  faces.delete(place.id);
  const editable = place.classList.contains('editable');
  for (const node of [...place.childNodes]) if (!node.matches?.('form.editor')) node.remove();
  place.prepend(...face.cloneNode(true).childNodes);
  place.className = face.className;
  place.classList.toggle('editable', editable);
  for (const name of ['data-value', 'lang']) {
    if (face.hasAttribute(name)) place.setAttribute(name, face.getAttribute(name));
    else place.removeAttribute(name);
  }
  for (const name of ['aria-busy', 'aria-invalid', 'aria-describedby']) place.removeAttribute(name);
}

function bare(place) {
  const face = place.cloneNode(true);
  for (const part of face.querySelectorAll('form.editor, .unsaved')) part.remove();
  face.classList.remove(...MARKS);
  return face;
}

on('htmx:before:swap', (event) => {
  for (const task of event.detail.tasks) {
    for (const fresh of task.fragment.querySelectorAll(PLACE)) if (faces.has(fresh.id)) faces.set(fresh.id, bare(fresh));
  }
});

on('htmx:after:swap', () => {
  for (const id of faces.keys()) if (!byId(id)?.querySelector('form.editor')) faces.delete(id);
});
