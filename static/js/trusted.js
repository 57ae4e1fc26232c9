// Lets htmx parse what the server sends, and lets nothing turn text into script. It stands before htmx in the page and
// waits for its first event.

import {on} from './dom.js';

const rules = {
  createHTML: (text) => text,
  createScript() {
    throw new TypeError('no script in fragments');
  },
};

function off() {
  throw new TypeError('htmx evaluates nothing here');
}

function init(api) {
  api.initSecurity(globalThis.trustedTypes?.createPolicy('htmx', rules) ?? rules, off, off);
}

on('htmx:before:process', () => htmx.registerExtension('tt', {init}), {once: true});
