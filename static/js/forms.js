// The forms of editors: made from the page's template, named by their key, folded away while they are sent.

import {make} from './dom.js';
import {controlOf, faceOf, fieldOf, ownerOf, templateOf} from './places.js';
import {send} from './placeless.js';

// form -> what was taken out of it while it is sent, and the input that holds its value meanwhile
const folded = new WeakMap();

/** 100 bits by chance, five in each character; `randomUUID` is there over https only. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => (byte & 31).toString(32)).join('');
}

/** The editor of a place, holding `value`. */
export function fromTemplate(place, value) {
  const form = templateOf(place).content.querySelector('form').cloneNode(true);
  const owner = ownerOf(place);
  rename(form, newKey());
  for (const name of ['action', 'hx-post']) form.setAttribute(name, `${owner.dataset.url}/${fieldOf(place)}`);
  form.elements.version.value = owner.dataset.version;
  form.elements.face.value = faceOf(place);
  controlOf(form).value = value;
  return form;
}

/** Give a form its key: the id by which its answer finds it, and by which a repeated request is known. */
export function rename(form, key) {
  const [old, id] = [form.id, `f-${key}`];
  for (const element of [form, ...form.querySelectorAll('*')]) {
    for (const name of ['id', 'aria-controls', 'aria-describedby', 'aria-labelledby']) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll(old, id));
    }
  }
  form.elements.key.value = key;
}

/** Leave of a form only what is sent, so that its place holds no other text than what it shows. */
export function fold(form) {
  const {value} = controlOf(form);
  for (const name of ['aria-invalid', 'aria-describedby']) controlOf(form).removeAttribute(name);
  form.querySelector('.error')?.remove();
  const parts = [...form.childNodes].filter((node) => node.type !== 'hidden');
  const standIn = make('input', {type: 'hidden', name: 'value', value});
  form.hidden = true;
  for (const part of parts) part.remove();
  form.append(standIn);
  folded.set(form, {parts, standIn});
}

/** Make it an editor again, unless the answer has done so. */
export function unfold(form) {
  const {parts, standIn} = folded.get(form) ?? {};
  folded.delete(form);
  if (!standIn?.isConnected) return;
  standIn.remove();
  form.prepend(...parts);
}

/** Put a text into a control as if it had been typed. */
export function put(control, text) {
  control.value = text;
  caretTo(control, [text.length, text.length]);
  control.dispatchEvent(new Event('input', {bubbles: true}));
}

export function caretOf(control) {
  return control.matches('select') ? null : [control.selectionStart, control.selectionEnd];
}

export function caretTo(control, [start, end]) {
  control.setSelectionRange?.(start, end);
}

/** Its place has gone with the page's history; what was typed is saved all the same. */
export function sendUnseen(form) {
  send('POST', form.getAttribute('action'), Object.fromEntries(new FormData(form)));
}
