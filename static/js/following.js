// What is typed while a step of one's own is on its way comes after it: nobody has a conflict with themselves.

import {on} from './dom.js';
import {formsIn, ownerOf} from './places.js';

// The forms that are based on the rows as this page shows them, which is what the step is based on too.
let upToDate = [];

on('htmx:before:swap', () => {
  const forms = [...document.querySelectorAll('form.editor')];
  upToDate = forms.filter((form) => form.elements.version.value === ownerOf(form)?.dataset.version);
});

/** A step has written this place. */
export function follow(place) {
  for (const form of formsIn(place)) {
    if (upToDate.includes(form)) form.elements.version.value = ownerOf(place).dataset.version;
  }
}
