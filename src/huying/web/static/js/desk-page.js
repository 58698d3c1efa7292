// What every staff page has at hand: a question before what can't be taken back, notices that go by themselves, lists that
// unfold on paper. Without scripts the button does what it says, the notice stays in its place, and what is open is printed.
(() => {
  "use strict";

  // ---- confirmation: a form or a button marked `data-confirm` is sent only after the sentence there was agreed to

  const asking = document.getElementById("confirm");
  let agreed = null;
  document.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      const sentence = submitter?.dataset.confirm ?? form.dataset.confirm;
      if (!sentence || agreed === form) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // nobody else hears of it yet
      ask(sentence, form, submitter);
    },
    { capture: true },
  );

  // The same form, where its part of the page was fetched anew while the question stood.
  function again(form) {
    const action = form.getAttribute("action");
    return action && document.querySelector(`form[action="${CSS.escape(action)}"][data-confirm]`);
  }

  function ask(sentence, form, submitter) {
    const yes = asking.querySelector("[data-yes]");
    document.getElementById("confirm-what").textContent = sentence;
    yes.textContent = submitter?.textContent.trim() || submitter?.getAttribute("aria-label") || yes.value;
    asking.returnValue = "";
    asking.addEventListener(
      "close",
      () => {
        const meant = form.isConnected ? form : again(form);
        if (asking.returnValue !== "yes" || !meant) return;
        agreed = meant;
        meant.requestSubmit(submitter?.isConnected ? submitter : null);
        agreed = null;
      },
      { once: true },
    );
    asking.showModal();
  }

  // ---- notices: what was done need not be said for ever; what failed, or has to be noted down, stays until it is shut

  const SAID = 8000; // milliseconds: long enough to read it twice
  const TO_NOTE_DOWN = /\d{6}/; // a number, a code
  const said = ".notices .notice, [data-done].notice";

  function tend(notice) {
    const strip = notice.closest(".notices");
    if (strip) notice.append(shutter(notice, strip.dataset.shut));
    if (!notice.matches(".success") || TO_NOTE_DOWN.test(notice.textContent)) return;
    let timer;
    const wait = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => notice.remove(), SAID);
    };
    for (const held of ["pointerenter", "focusin"]) notice.addEventListener(held, () => window.clearTimeout(timer));
    for (const left of ["pointerleave", "focusout"]) notice.addEventListener(left, wait);
    wait();
  }

  function shutter(notice, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain shut";
    button.textContent = "✕";
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      notice.remove();
      document.getElementById("main").focus({ preventScroll: true });
    });
    return button;
  }

  for (const notice of document.querySelectorAll(said)) tend(notice);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      for (const notice of node.matches(said) ? [node] : node.querySelectorAll(said)) tend(notice);
    }
  }).observe(document.body, { childList: true, subtree: true });

  // ---- paper: whoever prints a page prints all of it; afterwards what was folded is folded again

  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details[data-prints]:not([open])")];
    for (const one of unfolded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of unfolded) one.open = false;
  });
})();
