// What is written goes out in order: one write at a time for each row, rows beside each other. What concerns all rows
// (undo, another list) waits for everything before it, and everything after it waits. What got no answer keeps its place
// and is sent again.

import {byId, emit, on} from './dom.js';
import {hold, release} from './idle.js';
import {announcer} from './live.js';
import {SIGNED_OUT, pause, paused, postponed, resume, statusOf} from './pausing.js';

export const ALL = '*';
// Forms of the page that are sent through the queue as they are, and the lane of each.
const LANES = [
  ['#notes form', () => ALL],
  ['form[data-new]', (form) => form.id],
  ['.record form.editor', () => 'record'],
  ['form[data-block]', () => ALL],
];
// A browser keeps 64 KB alive in all; a longer text is sent as usual.
const KEPT_ALIVE = 4096;
const jobs = [];
let starting = null;

/** Call `start`, which sends one request by htmx, as soon as nothing in its lane is under way. */
export function enqueue(lane, start, source = null) {
  const job = {lane, start, source, ctx: null, sent: false, failures: 0};
  jobs.push(job);
  hold(job);
  // Not at once: while a submit event is being dispatched, its form cannot be submitted again.
  setTimeout(advance);
}

/** Whether what an element sends has its answer still to come. */
export const underWay = (source) => jobs.some((job) => job.source === source);

/** Whether a write has not been handed to the network yet, or did not come through. */
export const unsent = () => jobs.some((job) => !job.sent || job.failures);

/** Whether the submit event that is being dispatched is the queue's own. */
export const sending = () => starting !== null;

/** How many have no answer yet, and since when the one waits that has been on its way longest. */
export function standing() {
  const since = jobs.filter((job) => job.sent && job.written).map((job) => job.since);
  return {count: jobs.length, since: since.length ? Math.min(...since) : null};
}

const tell = () => emit('queue:changed');
const free = (job) => !job.sent && !jobs.slice(0, jobs.indexOf(job)).some((before) => clash(before, job));

function clash(one, other) {
  return one.lane === other.lane || one.lane === ALL || other.lane === ALL;
}

function advance() {
  if (!paused()) for (const job of [...jobs]) if (free(job)) send(job);
  tell();
}

/** Find out whether the shop answers again by one write: of those whose turn it is, the one that failed least. */
function probe() {
  const [job] = jobs.filter(free).sort((one, other) => one.failures - other.failures);
  if (job) send(job);
  tell();
}

/** Wait no longer: what has been on its way since before `moment` is sent again, or what waits is tried at once. */
export function retry(moment = 0) {
  for (const job of jobs.filter((one) => one.sent && one.since < moment)) {
    job.again = true;
    job.ctx.request.abort();
  }
  if (paused() && paused() !== SIGNED_OUT) probe();
}

function send(job) {
  job.sent = true;
  job.since = performance.now();
  starting = job;
  try {
    job.start();
  } finally {
    starting = null;
  }
  // The browser refused the form, or its row is gone: nothing was sent, so nothing will be answered.
  if (!job.ctx) finish(job, 0);
}

function finish(job, status, why) {
  emit('queue:answered', {source: job.source, status, why});
  jobs.splice(jobs.indexOf(job), 1);
  queueMicrotask(() => {
    advance();
    release(job);
  });
}

on('htmx:before:request', (event) => {
  const {ctx} = event.detail;
  if (starting && !starting.ctx) {
    starting.ctx = ctx;
    starting.written = ctx.request.method === 'POST';
    if (starting.written) secure(ctx);
  } else if (ctx.target?.matches?.('.sheet') && jobs.length) {
    // Another list would take rows away whose answers are still to come, and sort by values that are not written yet.
    event.preventDefault();
    enqueue(ALL, () => again(ctx.sourceElement), ctx.sourceElement);
  }
});

/** A write is finished even where the page is left, and its answer is read even where its row has gone. */
function secure(ctx) {
  ctx.request.keepalive = String(ctx.request.body).length < KEPT_ALIVE;
  ctx.target = announcer();
}

function again(element) {
  if (element.matches('form')) element.requestSubmit();
  else element.click();
}

on('htmx:finally:request', (event) => {
  const job = jobs.find((one) => one.ctx === event.detail.ctx);
  if (!job) return;
  const why = postponed(job.ctx, repeatable(job));
  if (why) return postpone(job, why);
  if (paused() !== SIGNED_OUT) resume();
  finish(job, statusOf(job.ctx));
});

/** What carries a key or a version is known when it comes again; a row is in the trash or is not; a list can always be asked for. */
function repeatable({source, written, ctx}) {
  const {body} = ctx.request;
  return !written || body.get('key') || body.get('version') || source?.matches('[data-act]');
}

function postpone(job, why) {
  const {ctx, again: now} = job;
  Object.assign(job, {sent: false, ctx: null, again: false, failures: job.failures + 1});
  // Not before htmx has done with this request: it lets a form send one at a time.
  if (now) return void setTimeout(paused() ? probe : advance);
  if (paused() !== SIGNED_OUT) pause(why, ctx.response, probe);
  tell();
}

// Whoever signs in again over the page goes on where they were. Somebody else's name is never put under what was typed.
on('signed-in', ({detail}) => {
  const {dataset} = document.documentElement;
  const same = dataset.visitor === String(detail.value);
  dataset.visitor = detail.value;
  if (!same) giveBack('other');
  resume();
  setTimeout(advance);
});
on('close', ({target}) => {
  if (!target.matches('.sign-in') || paused() !== SIGNED_OUT) return;
  byId('notes').append(target.querySelector('template').content);
  giveBack();
  resume();
}, true);

/** Nothing of this is sent any more; each text goes back to its author. */
function giveBack(why) {
  for (const job of jobs.filter((one) => !one.sent)) finish(job, 401, why);
}

/** A form in plain view can be typed into while it is on its way; what is typed then goes after it. */
const outrun = (form) => form.matches('.record *') && jobs.every((job) => job.source !== form || job.sent);

window.addEventListener('online', () => retry());

on(
  'submit',
  (event) => {
    const {target: form, submitter} = event;
    const lane = !starting && LANES.find(([selector]) => form.matches(selector));
    if (!lane || !form.hasAttribute('hx-post')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!underWay(form) || outrun(form)) enqueue(lane[1](form), () => form.requestSubmit(submitter?.form && submitter), form);
  },
  true,
);

window.addEventListener('beforeunload', (event) => {
  if (unsent()) event.preventDefault();
});
