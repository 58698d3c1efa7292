// The desk's hands: keys, opening a case beside the list, ticking rows. Everything works without it, page by page.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const wide = () => window.matchMedia("(min-width: 1000px)").matches;
  const pane = () => $("#case-pane");
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  // ---- opening

  function open(link, focus) {
    const number = link.dataset.open;
    mark(number);
    window.htmx.ajax("GET", link.getAttribute("href"), { target: "#case-pane", swap: "innerHTML" }).then(() => {
      if (focus) pane().focus({ preventScroll: true });
    });
    if ($(".panes")) {
      $(".panes").classList.add("has-case");
      const address = new URL(window.location.href);
      address.searchParams.set("case", number);
      window.history.replaceState(null, "", address);
    }
  }

  function mark(number) {
    for (const row of all("tr[data-row]")) row.classList.toggle("chosen", row.dataset.row === number);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (link && plain && pane() && (wide() || link.closest("#case-pane"))) {
      event.preventDefault();
      open(link, true);
    }
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, input, td.pick")) $("a[data-open]", row)?.click();
    if (event.target.closest("[data-keys]")) $("#keys").showModal();
    const shut = event.target.closest("[data-shut]");
    if (shut) close(shut.closest("form"));
  });

  function close(form) {
    const act = $("#act");
    if (!form || !act) return;
    act.replaceChildren();
    $("[data-primary]")?.focus();
  }

  // Menus close when one looks elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open], details.who[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });

  // ---- moving through the list

  function rows() {
    return all("tr[data-row] a[data-open]");
  }

  function step(by) {
    const links = rows();
    const at = links.indexOf(document.activeElement);
    const chosen = links.findIndex((link) => link.closest("tr").classList.contains("chosen"));
    const from = at >= 0 ? at : chosen;
    const next = links[Math.min(Math.max(from + by, 0), links.length - 1)];
    next?.focus();
    next?.closest("tr").scrollIntoView({ block: "nearest" });
    if (from + by >= links.length) $("a[data-more]")?.click();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    e: () => $("[data-primary]", pane() ?? document)?.click(),
    x: () => document.activeElement.closest("tr[data-row]")?.querySelector("input[type=checkbox]")?.click(),
    "/": () => $("[data-find]")?.focus(),
    "?": () => $("#keys").showModal(),
    Escape: () => stepBack(document.activeElement),
  };

  // One press, one step back: the open menu, then the form, then from the case to its row in the list.
  function stepBack(from) {
    const menu = $("details.menu[open], details.who[open]");
    const form = $("#act form");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (form && (!typing(from) || form.contains(from))) {
      close(form);
    } else if (typing(from)) {
      from.blur();
    } else {
      $("tr.chosen a[data-open]")?.focus();
    }
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.target.closest("form")?.querySelector("[data-submit]")?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (event.target.matches("input[data-unit]") && !event.target.value && /^[1-9]$/.test(event.key)) {
      const chip = $(`#act [data-pick="${event.key}"]`);
      if (chip) {
        event.preventDefault();
        fill(event.target, chip.value);
      }
      return;
    }
    if (typing(event.target) && event.target.type !== "checkbox") {
      if (event.key === "Escape") stepBack(event.target);
      return;
    }
    const button = /^[a-z]$/.test(event.key) ? $(`#case-pane [data-key="${event.key}"]`) : null;
    const act = button ? () => button.click() : keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // ---- a suggested unit is one key, or one click, away; an added line can be taken away again

  function fill(input, value) {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-pick]");
    const empty = chip && all("input[data-unit]", chip.form).find((input) => !input.value);
    if (!empty) return; // the server adds a line for it
    event.preventDefault();
    fill(empty, chip.value);
    empty.focus();
  });

  // ---- after an action the next case of the list opens

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt.closest?.("#case-pane form");
    if (!form || event.detail.verb !== "post") return;
    const chosen = $("tr.chosen[data-row]");
    const next = chosen?.nextElementSibling?.dataset.row;
    if (next) event.detail.parameters.next = next;
  });
  document.addEventListener("desk-next", (event) => {
    const number = event.detail.value;
    mark(number);
    const address = new URL(window.location.href);
    if (!$(".panes")) return;
    address.searchParams.set("case", number);
    window.history.replaceState(null, "", address);
  });

  // ---- ticking rows for a bulk action

  function picked() {
    const form = $("form[data-bulk]");
    const bar = form && $(".bulk", form);
    if (!bar) return;
    const chosen = all("input[name=row]:checked", form);
    const count = chosen.length;
    for (const button of all("[data-bulk-action]", bar))
      button.hidden = !chosen.every((box) => (box.dataset.can ?? "").split(" ").includes(button.value));
    bar.hidden = count === 0;
    $("[data-picked]", bar).textContent = String(count);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) {
      for (const box of all("input[name=row]", event.target.form)) box.checked = event.target.checked;
    }
    picked();
  });

  // ---- after htmx has put something in place (without a delay to settle: a key pressed at once finds it working)

  // The field is focused without scrolling: what is to be decided stays in sight above (or beside) the form.
  function begin(act) {
    $("input:not([type=hidden]), textarea, select", act)?.focus({ preventScroll: true });
    const box = act.getBoundingClientRect();
    if (box.top > window.innerHeight - 120) act.scrollIntoView({ block: "center" });
  }
  if ($("#act form")) begin($("#act")); // the page of one action, opened without htmx

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "act") begin(target);
    if (target.id === "case-pane" && $("[data-done]", target))
      $(".notice, .empty", target)?.scrollIntoView({ block: "nearest" });
    if (target.id === "queues") fold();
    quotes(target);
  });

  document.addEventListener("desk-changed", () => {
    if (!$("#list")) return;
    const address = new URL(window.location.href);
    window.htmx.ajax("GET", address.pathname + address.search, { target: "#list", swap: "innerHTML" });
  });

  // What was said before can be put into the field one is writing in.
  let field = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("#act textarea")) field = event.target;
  });

  function quotes(root) {
    const form = $("#act form");
    if (!form || !$("textarea", form) || !root) return;
    const label = document.documentElement.lang === "en" ? "Insert" : "引用";
    for (const text of all("[data-quotable]")) {
      if ($("button", text)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm quote no-print";
      button.textContent = label;
      text.append(button);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.quote");
    if (!button) return;
    const target = field?.isConnected ? field : $("#act textarea");
    if (!target) return;
    const text = [...button.parentElement.childNodes]
      .filter((node) => node !== button)
      .map((node) => (node.nodeName === "BR" ? "\n" : node.textContent))
      .join("")
      .trim();
    target.value = target.value ? `${target.value}\n${text}` : text;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
  });

  // On a small screen the queues are folded away until they are asked for.
  function fold() {
    const queues = $(".queues .fold");
    if (queues) queues.open = wide();
  }
  fold();
  window.matchMedia("(min-width: 1000px)").addEventListener("change", fold);

  // ---- waiting

  let waiting = 0;
  const busy = (by) => {
    waiting = Math.max(0, waiting + by);
    document.body.classList.toggle("waiting", waiting > 0);
  };
  document.addEventListener("htmx:beforeRequest", () => busy(1));
  document.addEventListener("htmx:afterRequest", () => busy(-1));

  // ---- no answer, or one that is none of ours: what stands on the page stays, and the person is told

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, lost);
  function lost() {
    const note = document.createElement("p");
    note.className = "notice error";
    note.dataset.lost = "";
    note.textContent = $(".notices").dataset.lost;
    $(".notices").replaceChildren(note);
  }
  document.addEventListener("htmx:beforeSwap", () => $(".notices [data-lost]")?.remove());
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.hasAttribute("hx-post") || !button?.dataset.busy) return;
    busy(1);
    const note = document.createElement("p");
    note.className = "notice busy-with";
    note.textContent = button.dataset.busy;
    $(".notices").replaceChildren(note);
  });
})();
