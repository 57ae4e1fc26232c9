// Whose page this is goes with each request, so that nothing is written under the name of somebody else who has signed in since, in
// another tab.

import {on} from './dom.js';

on('htmx:config:request', ({detail: {ctx}}) => {
  const {visitor} = document.documentElement.dataset;
  if (visitor) ctx.request.headers['Etalage-Visitor'] = visitor;
});
