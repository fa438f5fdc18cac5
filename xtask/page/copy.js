// "Save this tool": the planner as one HTML file that runs from the disk. It is put together here, from files that the
// page has anyway and a small frame, so that it works without a network and needs no extra download of a megabyte.
// xtask/src/site/single.rs writes the same file at build time.
//   forum-planner:copy    from the page: the file is requested
//   forum-planner:copied  from here: it was downloaded, or `detail` says why not
(() => {
  "use strict";
  const { src: here, dataset } = document.currentScript;
  if (!dataset.copy) return; // This is such a file.

  const asset = async (address) => {
    const answer = await fetch(new URL(address, here));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer;
  };
  const text = async (address) => (await asset(address)).text();

  const base64 = (blob) =>
    new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => fail(reader.error);
      reader.readAsDataURL(blob);
    });
  const packed = async (address) => {
    const answer = await asset(address);
    return base64(await new Response(answer.body.pipeThrough(new CompressionStream("deflate"))).blob());
  };

  const save = async () => {
    // In the order of their places in the frame.
    const [frame, ...inside] = await Promise.all([
      text(dataset.copy),
      text(document.querySelector("link[rel=stylesheet]").href),
      packed("{{program}}"),
      text(here),
    ]);
    const parts = frame.split(/\{\{forum-planner:\w+\}\}/).flatMap((part, at) => [part, inside[at] ?? ""]);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts, { type: "text/html" }));
    link.download = "forum-planner.html";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 30000);
  };

  const tell = (detail) => dispatchEvent(new CustomEvent("forum-planner:copied", { detail }));
  addEventListener("forum-planner:copy", () => save().then(() => tell(""), (error) => tell(`${error}`)));
})();
