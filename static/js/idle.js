// <html data-htmx-requests>: how many requests are on their way, wait their turn, or wait to be swapped. 0 is idle.

const held = new Set();

function tell() {
  document.documentElement.dataset.htmxRequests = held.size;
}

/** Count something until it is released. */
export function hold(thing) {
  held.add(thing);
  tell();
}

export function release(thing) {
  held.delete(thing);
  tell();
}

document.addEventListener('htmx:before:request', (event) => hold(event.detail.ctx), true);
document.addEventListener('htmx:finally:request', (event) => {
  // After everybody else has heard of it: what they do about an answer belongs to it.
  const {ctx} = event.detail;
  queueMicrotask(() => release(ctx));
});
