// What can wait until what somebody did is on the screen: nobody sees it, and the page would be painted later for it.

import {on} from './dom.js';

const DONE = ['htmx:after:swap', 'htmx:finally:request', 'editor:answered', 'editor:closed', 'editor:pending'];

/** After something was done, do this once that is painted. */
export function afterPaint(act) {
  let frame = 0;
  const later = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => setTimeout(act));
  };
  for (const name of DONE) on(name, later);
}
