// What is written goes out in order: one write at a time for each row, rows beside each other. What concerns all rows
// (undo, another list) waits for everything before it, and everything after it waits.

import {hold, release} from './idle.js';

export const ALL = '*';
// Forms of the page that are sent through the queue as they are, and the lane of each.
const LANES = [
  ['#notes form', () => ALL],
  ['form[data-new]', (form) => form.id],
];
// A browser keeps 64 KB alive in all; a longer text is sent as usual.
const KEPT_ALIVE = 4096;
const jobs = [];
let starting = null;

/** Call `start`, which sends one request by htmx, as soon as nothing in its lane is under way. */
export function enqueue(lane, start, source = null) {
  const job = {lane, start, source, ctx: null, sent: false};
  jobs.push(job);
  hold(job);
  // Not at once: while a submit event is being dispatched, its form cannot be submitted again.
  setTimeout(advance);
}

/** Whether what an element sends has its answer still to come. */
export const underWay = (source) => jobs.some((job) => job.source === source);

/** Whether a write has not been handed to the network yet. */
export const unsent = () => jobs.some((job) => !job.sent);

/** Whether the submit event that is being dispatched is the queue's own. */
export const sending = () => starting !== null;

function advance() {
  for (const job of [...jobs]) {
    const before = jobs.slice(0, jobs.indexOf(job));
    if (!job.sent && !before.some((other) => clash(other, job))) send(job);
  }
}

function clash(one, other) {
  return one.lane === other.lane || one.lane === ALL || other.lane === ALL;
}

function send(job) {
  job.sent = true;
  starting = job;
  try {
    job.start();
  } finally {
    starting = null;
  }
  if (job.ctx) return;
  // The browser refused the form, or its row is gone: nothing was sent, so nothing will be answered.
  finish(job);
  document.dispatchEvent(new CustomEvent('queue:unsent', {detail: {source: job.source}}));
}

function finish(job) {
  jobs.splice(jobs.indexOf(job), 1);
  queueMicrotask(() => {
    advance();
    release(job);
  });
}

document.addEventListener('htmx:before:request', (event) => {
  const {ctx} = event.detail;
  if (starting && !starting.ctx) {
    starting.ctx = ctx;
    if (ctx.request.method === 'POST') secure(ctx);
  } else if (ctx.target?.matches?.('.sheet') && jobs.length) {
    // Another list would take rows away whose answers are still to come, and sort by values that are not written yet.
    event.preventDefault();
    enqueue(ALL, () => again(ctx.sourceElement), ctx.sourceElement);
  }
});

/** A write is finished even where the page is left, and its answer is read even where its row has gone. */
function secure(ctx) {
  ctx.request.keepalive = String(ctx.request.body).length < KEPT_ALIVE;
  ctx.target = document.getElementById('announcer');
}

function again(element) {
  if (element.matches('form')) element.requestSubmit();
  else element.click();
}

document.addEventListener('htmx:finally:request', (event) => {
  const job = jobs.find((one) => one.ctx === event.detail.ctx);
  if (job) finish(job);
});

document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    const lane = !starting && LANES.find(([selector]) => form.matches(selector));
    if (!lane || !form.hasAttribute('hx-post')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!underWay(form)) enqueue(lane[1](form), () => form.requestSubmit(), form);
  },
  true,
);

window.addEventListener('beforeunload', (event) => {
  if (unsent()) event.preventDefault();
});
