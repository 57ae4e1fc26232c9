// For the pages of jobs, which have no grid.

import '../js/trusted.js';
import '../js/main.js';
import '../js/waiting.js';
import '../js/sheet.js';
import '../js/undoing.js';
import '../js/jobs.js';
