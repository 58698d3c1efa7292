// What every staff page has at hand: lists that unfold on paper.
(() => {
  "use strict";

  // Whoever prints a page prints all of it; afterwards what was folded is folded again.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details[data-prints]:not([open])")];
    for (const one of unfolded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of unfolded) one.open = false;
  });
})();
