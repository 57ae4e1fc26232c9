// Opening an editor: its form comes from the page's template, or is asked of the server. What needs no typing is written at once.

import {ask} from './arriving.js';
import {begin, commit, inState, know, reveal} from './editors.js';
import * as faces from './faces.js';
import {fromTemplate, put} from './forms.js';
import {controlOf, editable, faceOf, templateOf, valueOf} from './places.js';

/** Edit a place. `how` is typing (`text` replaces the value), select, or end (the caret after the text). */
export function open(place, how = 'select', text = null) {
  if (!editable(place)) return false;
  const there = inState(place, 'open').at(-1) ?? inState(place, 'aside').at(-1);
  if (there) {
    reveal(there);
    // A long text is not replaced by a letter.
    if (text !== null && controlOf(there).matches('input')) put(controlOf(there), text);
  } else if (faceOf(place) === 'grid' ? templateOf(place) : !templateOf(place).hasAttribute('data-remote')) {
    begin(place, fromTemplate(place, latest(place)), how, text);
  } else {
    ask(place, how, text);
  }
  return true;
}

/** What an edit begins with: what is on its way already, else what is stored. */
export function latest(place) {
  const pending = inState(place, 'pending').at(-1);
  return pending ? controlOf(pending).value : valueOf(faces.stored(place));
}

/** Save nothing in the place of what stands there. */
export function clear(place) {
  if (!editable(place) || place.matches('.boolean')) return false;
  if (templateOf(place)) return write(place, (control) => put(control, ''));
  ask(place, 'typing', '', [{key: 'Enter', mod: true}]);
  return true;
}

/** Turn yes into no and no into yes. */
export function toggle(place) {
  return (
    editable(place) &&
    write(place, (control) => {
      control.value = control.value === '1' ? '0' : '1';
      place.classList.toggle('yes', control.value === '1');
      place.classList.toggle('no', control.value !== '1');
    })
  );
}

function write(place, change) {
  const form = fromTemplate(place, latest(place));
  change(know(place, form, false));
  commit(form);
  return true;
}
