// What can wait until what somebody did is on the screen: nobody sees it, and the page would be painted later for it.

const waiting = new Set();

/** Do something once after the next paint, however often it is asked for until then. */
export function afterPaint(act) {
  if (waiting.has(act)) return;
  waiting.add(act);
  requestAnimationFrame(() => setTimeout(() => {
    waiting.delete(act);
    act();
  }));
}
