// `/` goes to the search.

import {listen} from './keys.js';
import {S} from './keys.json';

const EDITED = 'form.editor, [role=grid], [data-row]';
const TYPED_INTO = 'input, textarea, select, [contenteditable]';

listen({S}, (target) => (target.closest(TYPED_INTO) || document.querySelector(EDITED) ? null : 'S'), {
  search() {
    const field = document.querySelector('[data-search]');
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  },
});
