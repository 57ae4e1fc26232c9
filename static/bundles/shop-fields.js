// For whoever may edit a public page in its place.

import './shop.js';
import '../js/fields.js';
import '../js/deciding.js';
