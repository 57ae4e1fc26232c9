// On every page: what is under way is counted and says whose it is, notes come and go, dialogs open.

import './idle.js';
import './sender.js';
import './focus.js';
import './notes.js';
import './dialogs.js';
import './search.js';
