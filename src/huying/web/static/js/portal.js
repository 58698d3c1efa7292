// What makes writing easier where JavaScript runs; everything works without it.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- drafts: only on this device, never name or phone
  const KEY = "huying.draft";
  const KEPT = ["matter", "heading", "county", "town", "village", "spot"];
  const store = (() => {
    try {
      localStorage.setItem("huying.test", "1");
      localStorage.removeItem("huying.test");
      return localStorage;
    } catch {
      return null;
    }
  })();

  function draft(form) {
    if (!store) return;
    const note = $("[data-draft]", form);
    let saved = {};
    try {
      saved = JSON.parse(store.getItem(KEY)) || {};
    } catch {
      store.removeItem(KEY);
    }
    const fields = KEPT.map((name) => form.elements[name]).filter(Boolean);
    if (!("wrong" in form.dataset)) {
      for (const field of fields) if (!field.value && saved[field.name]) field.value = saved[field.name];
    }
    const show = () => {
      if (note) note.hidden = !fields.some((field) => field.value);
    };
    const save = () => {
      store.setItem(KEY, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
      show();
    };
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    show();
    const clear = $("[data-draft-clear]", form);
    if (clear) clear.addEventListener("click", () => store.removeItem(KEY));
  }

  // ---- a receipt's QR carries the query code behind the #, which never leaves the phone by itself
  function arrive(form) {
    const code = location.hash.slice(1);
    if (!/^\d{8}$/.test(code)) return;
    form.elements.code.value = code;
    history.replaceState(null, "", location.pathname + location.search);
    if (form.elements.number.value) form.requestSubmit();
  }

  // ---- the demo's sign-in page: a press on a user name fills it in
  const login = $("[data-login]");
  for (const one of $$("[data-fill]")) {
    one.addEventListener("click", () => {
      login.elements.login.value = one.dataset.fill;
      login.elements.password.focus();
    });
  }

  for (const form of $$("[data-writing], [data-draft-start]")) draft(form);
  const find = $("[data-find]");
  if (find) arrive(find);
  if ($("[data-sent]") && store) store.removeItem(KEY);
})();
