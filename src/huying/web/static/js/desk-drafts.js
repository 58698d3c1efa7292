// Nothing typed is lost: forms are kept on this machine until they are sent, for this account alone and one day at most.
// Contact data is never kept. Before the session ends for want of use, the page says so.
(() => {
  "use strict";

  const head = document.querySelector(".head[data-user]");
  if (!head) return;
  const prefix = `desk:${head.dataset.user}:`;
  const DAY = 24 * 60 * 60 * 1000;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "key", "seen", "more", "go", "action", "query", "row"]);

  const fields = (form) =>
    [...form.elements].filter(
      (one) =>
        one.name &&
        !SKIPPED.has(one.name) &&
        !("private" in one.dataset) &&
        !["hidden", "file", "submit", "password"].includes(one.type),
    );
  const name = (form) => prefix + form.dataset.draft;

  function store(key, value) {
    try {
      window.localStorage.setItem(key, value);
    } catch {
      // A full or forbidden store only means that nothing is kept; the form itself works.
    }
  }

  function keep(form) {
    const values = fields(form).map((one) => [one.name, one.value]);
    store(name(form), JSON.stringify({ at: Date.now(), values }));
  }

  function restore(form) {
    const kept = window.localStorage.getItem(name(form));
    if (!kept || form.dataset.restored || form.querySelector("[role=alert]")) return;
    form.dataset.restored = "yes";
    const { values } = JSON.parse(kept);
    const queues = new Map();
    for (const [field, value] of values) queues.set(field, [...(queues.get(field) ?? []), value]);
    let restored = false;
    for (const one of fields(form)) {
      const value = queues.get(one.name)?.shift();
      if (value && value !== one.value) {
        one.value = value;
        restored = true;
      }
    }
    if (restored) say(form);
  }

  function say(form) {
    const note = document.createElement("p");
    note.className = "soft restored";
    note.setAttribute("role", "status");
    note.textContent =
      document.documentElement.lang === "en" ? "What you had typed was restored." : "已恢复您上次未提交的内容。";
    form.querySelector(".head-line, h1, .field")?.after(note);
  }

  function sweep() {
    for (const key of Object.keys(window.localStorage)) {
      if (!key.startsWith("desk:")) continue;
      const { at } = JSON.parse(window.localStorage.getItem(key));
      if (!at || Date.now() - at > DAY) window.localStorage.removeItem(key);
    }
  }

  // ---- what is kept, restored and forgotten, when

  let sent = null;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) keep(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.submitter?.name !== "more") {
      sent = name(form);
      if (!form.hasAttribute("hx-post")) store(`${prefix}sent`, JSON.stringify({ at: Date.now(), draft: sent }));
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (sent && target.querySelector("[data-done]")) {
      window.localStorage.removeItem(sent);
      sent = null;
    }
    target.querySelectorAll("form[data-draft]").forEach(restore);
  });

  sweep();
  const before = window.localStorage.getItem(`${prefix}sent`);
  if (
    before &&
    !document.querySelector("form[data-draft] [role=alert]") &&
    document.querySelector(".notice.success, [data-done]")
  ) {
    window.localStorage.removeItem(JSON.parse(before).draft);
  }
  window.localStorage.removeItem(`${prefix}sent`);
  document.querySelectorAll("form[data-draft]").forEach(restore);

  // ---- the end of the session

  const notice = document.querySelector(".idle");
  const lasts = Number(head.dataset.idle) * 1000;
  const WARNING = 3 * 60 * 1000;
  let last = Date.now();
  document.addEventListener("htmx:afterRequest", () => {
    last = Date.now();
  });
  window.setInterval(() => {
    const idle = Date.now() - last > lasts - WARNING;
    if (idle && notice.hidden) notice.textContent = notice.dataset.text;
    notice.hidden = !idle;
  }, 15000);
})();
