/** The worker of a page that stands alone: the package's own. */

import "../../../pkg/dist/worker.js";
