// For whoever looks at a public page.

import '../js/trusted.js';
import '../js/main.js';
import '../js/comments.js';
import '../js/searching.js';
