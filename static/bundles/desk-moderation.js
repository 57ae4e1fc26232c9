// For the page on which comments are decided.

import './desk.js';
import '../js/comments.js';
import '../js/moderation.js';
