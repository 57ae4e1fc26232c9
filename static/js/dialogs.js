// A dialog that a swap brought is opened over the page; when it goes, focus returns to where it was.

import {goHome} from './focus.js';

let opener = null;

const visible = (element) => element?.isConnected && element.checkVisibility?.() !== false && element !== document.body;

function open(dialog) {
  if (!document.activeElement?.closest('dialog') && document.activeElement !== document.body) {
    opener = document.activeElement;
  }
  dialog.addEventListener('close', () => dialog.remove(), {once: true});
  dialog.showModal();
}

function back() {
  if (visible(opener)) opener.focus();
  else goHome();
  opener = null;
}

/** Where focus goes when the dialog that is open has gone. */
export function returnTo(element) {
  opener = element;
}

new MutationObserver((records) => {
  const dialog = document.querySelector('dialog[data-modal]');
  if (dialog && !dialog.open) open(dialog);
  else if (!dialog && records.some((record) => record.removedNodes.length)) back();
}).observe(document.getElementById('dialogs'), {childList: true});
