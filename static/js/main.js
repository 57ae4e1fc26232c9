// On every page: what is under way is counted, notes come and go, dialogs open.

import './idle.js';
import './focus.js';
import './notes.js';
import './dialogs.js';
import './search.js';
