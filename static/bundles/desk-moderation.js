// For the page on which comments are decided, which has no grid.

import '../js/trusted.js';
import '../js/main.js';
import '../js/waiting.js';
import '../js/tofix.js';
import '../js/comments.js';
import '../js/moderation.js';
