// Only in `cargo xtask serve --watch`: reloads when the page was built anew.
"use strict";
new EventSource("reload").onmessage = () => location.reload();
// A page kept for offline use by an earlier `serve` would hide every change.
navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((one) => one.unregister()));
