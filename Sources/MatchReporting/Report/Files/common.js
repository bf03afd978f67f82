
"use strict";
// On every page: thumbnails are blurred until asked for, and a printed page shows what is folded away on the screen.
(() => {
  const key = "remnant-show-thumbnails";
  const stored = {
    // A page from a disk may be forbidden to store anything; then the choice lasts as long as the page.
    get() { try { return sessionStorage.getItem(key) === "yes"; } catch { return false; } },
    set(shown) { try { sessionStorage.setItem(key, shown ? "yes" : "no"); } catch { /* see above */ } },
  };
  const reveal = document.querySelector("[data-reveal]");
  const apply = (shown) => document.documentElement.classList.toggle("revealed", shown);
  if (reveal) {
    reveal.checked = stored.get();
    apply(reveal.checked);
    reveal.addEventListener("change", () => { apply(reveal.checked); stored.set(reveal.checked); });
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open]):not(.keys)")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of opened) part.open = false; });
})();
