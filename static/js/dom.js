// The document, shortly. Nearly all is heard at it, told to it and found in it by name, so that no swap takes a listener or a
// reference away.

export const on = (type, listener, options) => document.addEventListener(type, listener, options);
export const emit = (type, detail) => document.dispatchEvent(new CustomEvent(type, {detail}));
export const byId = (id) => document.getElementById(id);
export const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
export const focused = () => document.activeElement;
