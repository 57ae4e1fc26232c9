// What the browser does from `profile.begin()` on: how soon it painted, what kept it busy, what moved, what was touched.

globalThis.profile = (() => {
  let begun = 0;
  let pressed = 0;
  let painted = 0;
  let settled = 0;
  let shift = 0;
  let interactions = [];
  let tasks = [];
  let touched = new Set();

  const observe = (type, take, options = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.startTime >= begun) take(entry);
    }).observe({type, ...options});
  observe('event', (entry) => entry.interactionId && interactions.push(entry.duration), {durationThreshold: 16});
  observe('longtask', (entry) => tasks.push(entry.duration));
  // Those that follow a key count too, which the usual sum leaves out.
  observe('layout-shift', (entry) => (shift += entry.value));

  function afterPaint(act) {
    requestAnimationFrame(() => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = act;
      port2.postMessage(null);
    });
  }

  function touch(node) {
    touched.add(node);
    for (const child of node.childNodes ?? []) touch(child);
  }

  new MutationObserver((records) => {
    for (const {target, attributeName, addedNodes, removedNodes} of records) {
      touched.add(target);
      for (const node of [...addedNodes, ...removedNodes]) touch(node);
      const idle = target === document.documentElement && attributeName === 'data-htmx-requests';
      if (idle && target.dataset.htmxRequests === '0') afterPaint(() => (settled = performance.now()));
    }
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});

  addEventListener('keydown', ({key, timeStamp}) => {
    if (pressed || ['Control', 'Shift'].includes(key)) return;
    pressed = timeStamp;
    afterPaint(() => (painted = performance.now()));
  }, true);

  return {
    begin() {
      [begun, pressed, painted, settled, shift] = [performance.now(), 0, 0, 0, 0];
      [interactions, tasks, touched] = [[], [], new Set()];
    },
    told: () => ({
      painted: painted - pressed,
      settled: settled && settled - pressed,
      // Below 16 ms a browser tells nothing.
      interaction: Math.max(0, ...interactions),
      longest: Math.max(0, ...tasks),
      tasks: tasks.length,
      shift,
      nodes: touched.size,
    }),
    /** Of the page itself: what its first paint took, and how large it is. */
    loaded: () => ({
      painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      settled: performance.getEntriesByType('navigation')[0].loadEventEnd,
      nodes: document.querySelectorAll('*').length,
    }),
    /** A fault that has to be seen: each key takes so long. */
    plant(milliseconds) {
      addEventListener('keydown', () => {
        const until = performance.now() + milliseconds;
        while (performance.now() < until);
      }, {once: true, capture: true});
    },
  };
})();
