// Starts the planner. Follows wasm-bindgen's glue in the same file; the build fills in the names.
(() => {
  "use strict";
  const here = document.currentScript.src;
  // In the one-file copy the program stands in the page itself, packed.
  const packed = document.getElementById("program");

  const apologise = (error) => {
    console.error(error);
    const status = document.getElementById("status");
    if (!status) return; // The planner was already there: it speaks for itself.
    status.textContent =
      typeof WebAssembly !== "object"
        ? "The planner needs WebAssembly, which this browser does not have or does not allow."
        : packed && typeof DecompressionStream !== "function"
          ? "This browser cannot unpack the planner. Open this file in a newer one: any of 2023 or later can."
          : `The planner could not start. Reload the page; if that does not help, the reason was: ${error}`;
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

  const unpack = () => {
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    packed.remove();
    const program = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(program, { headers: { "Content-Type": "application/wasm" } });
  };

  // Reads the program piece by piece, shows how much of it has come, and checks it as the browser otherwise would.
  const count = async (address, integrity, size) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const [bar, words] = [document.querySelector(".arriving__line"), document.getElementById("status")];
    const pieces = [];
    let come = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      come += value.length;
      if (!bar || !words) continue;
      bar.max = size;
      bar.value = come;
      words.dataset.share = `${Math.min(Math.floor((100 * come) / size), 100)} %`;
    }
    const bytes = await new Blob(pieces).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
    if (integrity !== `sha384-${btoa(String.fromCharCode(...digest))}`) throw new Error("the program has been altered");
    return new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
  };
  // Later visits have it at hand: there the browser keeps what it has compiled, which it does for its own answers only.
  const get = (address, integrity) =>
    navigator.serviceWorker?.controller || !globalThis.crypto?.subtle
      ? fetch(address, { integrity })
      : count(address, integrity, {{size}});

  // Asynchronous, so that a browser which cannot unpack is told like any other failure.
  const program = async () => (packed ? unpack() : get(new URL("{{program}}", here), "{{integrity}}"));
  // keep.js waits for the start, so that it competes with nothing.
  const started = () => {
    press();
    dispatchEvent(new Event("forum-planner:started"));
  };
  wasm_bindgen({ module_or_path: program() }).then(started, apologise);
})();
