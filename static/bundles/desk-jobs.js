// For the pages of jobs.

import './desk.js';
import '../js/jobs.js';
