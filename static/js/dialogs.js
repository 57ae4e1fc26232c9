// A dialog that a swap brought is opened over the page; when it goes, focus returns to where it was.

import {focused, on} from './dom.js';
import {goHome} from './focus.js';

let opener = null;
let opened = null;

const usable = (element) => element?.isConnected && element !== document.body && element.checkVisibility();

/** Where focus goes when the dialog that is open has gone. */
export function returnTo(element) {
  opener = element;
}

function open(dialog) {
  // A dialog that makes room for another one leaves its opener to it.
  if (!opened && !dialog.contains(focused())) opener = focused();
  opened = dialog;
  dialog.addEventListener('close', () => {
    dialog.remove();
    look();
  }, {once: true});
  dialog.showModal();
}

function back() {
  opened = null;
  if (usable(opener)) opener.focus();
  else goHome();
  opener = null;
}

/** Open the dialog that has come; give focus back where it has gone. */
export function look() {
  const dialog = document.querySelector('dialog[data-modal]');
  if (dialog && !dialog.open) open(dialog);
  else if (!dialog && opened) back();
}

// Several writes may find out at once that somebody is signed out; nobody's password is taken away for the next of them.
on('htmx:before:swap', ({detail: {ctx, tasks}}) => {
  if (ctx?.response?.status === 401 && opened) tasks.length = 0;
});
on('htmx:after:swap', look);
