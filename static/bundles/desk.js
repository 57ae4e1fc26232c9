// For every page of the desk.

import '../js/trusted.js';
import '../js/main.js';
import '../js/desk.js';
