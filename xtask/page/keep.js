// Keeps the page for visits without a network, and says when a newer version is ready. The page
// (src/ui/browser.rs) and this script talk in events of the window:
//   forum-planner:newer  from here: a newer version waits; nothing has changed yet
//   forum-planner:renew  from the page: the visitor wants it now
(() => {
  "use strict";
  const here = document.currentScript.src;
  const workers = navigator.serviceWorker;
  // The one-file copy has no address to keep anything for; without https there are no workers.
  if (!here || !workers) return;

  const keep = async () => {
    const registration = await workers.register(new URL("../sw.js", here));
    const offer = () => {
      // A page without a controller came from the network: it is the newest itself.
      if (registration.waiting && workers.controller) dispatchEvent(new Event("forum-planner:newer"));
    };
    registration.addEventListener("updatefound", () => {
      const arriving = registration.installing;
      arriving?.addEventListener("statechange", () => arriving.state === "installed" && offer());
    });
    offer();

    // A browser looks for a newer version when the page is opened; this one may stay open for days.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") registration.update().catch(() => {}); // No network: next time.
    });

    addEventListener("forum-planner:renew", () => {
      // It may have taken over already, called from another window.
      if (!registration.waiting) return location.reload();
      workers.addEventListener("controllerchange", () => location.reload(), { once: true });
      registration.waiting.postMessage("take over");
    });
  };
  addEventListener("forum-planner:started", () => keep().catch((error) => console.info(error)), { once: true });
})();
