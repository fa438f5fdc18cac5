// Starts the planner. Follows wasm-bindgen's glue in the same file; the build fills in the names.
(() => {
  "use strict";
  const here = document.currentScript.src;

  const apologise = (error) => {
    console.error(error);
    const status = document.getElementById("status");
    if (!status) return; // The planner was already there: it speaks for itself.
    status.textContent =
      typeof WebAssembly === "object"
        ? `The planner could not start. Reload the page; if that does not help, the reason was: ${error}`
        : "The planner needs WebAssembly, which this browser does not have or does not allow.";
    status.parentElement.classList.add("failed");
    // What cannot work does not take answers either.
    document.getElementById("app").inert = true;
  };

  // A button pressed before the program has come is pressed again once it is here.
  let pressed = null;
  const remember = ({ target }) => {
    const button = target.closest("#app button");
    const name = ["id", "data-preset", "aria-label"].find((name) => button?.getAttribute(name));
    if (!name) return;
    pressed = `button[${name}="${button.getAttribute(name)}"]`;
    const status = document.getElementById("status");
    if (status) status.textContent = "Loading the planner, then it does what you pressed…";
  };
  addEventListener("click", remember);
  const press = () => {
    removeEventListener("click", remember);
    if (pressed) document.querySelector(pressed)?.click();
  };

  // Kept for visits without a network. After the start, so that it competes with nothing.
  const keep = () => {
    const web = location.protocol === "https:" || location.protocol === "http:";
    if (web && navigator.serviceWorker) {
      navigator.serviceWorker.register(new URL("../sw.js", here)).catch((error) => console.info(error));
    }
  };

  const program = fetch(new URL("{{program}}", here), { integrity: "{{integrity}}" });
  wasm_bindgen({ module_or_path: program }).then(press).then(keep, apologise);
})();
