import "./early.js";
import "./package/dist/element/index.js";
