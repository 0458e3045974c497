import "./package/dist/element/index.js";
