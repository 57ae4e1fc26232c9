// The document, shortly. Nearly all is heard at it and found in it by name, so that no swap takes a listener or a reference away.

export const on = (type, listener, options) => document.addEventListener(type, listener, options);
export const byId = (id) => document.getElementById(id);
