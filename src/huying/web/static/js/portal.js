// What makes writing easier where JavaScript runs; everything works without it.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const english = document.documentElement.lang === "en";
  const say = (zh, en) => (english ? en : zh);

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
    if (clear)
      clear.addEventListener("click", () => {
        store.removeItem(KEY);
        for (const field of fields) field.value = "";
        if (form.elements.county) form.elements.county.dispatchEvent(new Event("change"));
        show();
        form.elements.matter.focus();
      });
  }

  // ---- one question at a time
  function steps(form) {
    const parts = $$("[data-step]", form);
    const actions = $("[data-actions]", form);
    if ("wrong" in form.dataset || parts.length < 2) return;
    const bar = document.createElement("p");
    bar.className = "step-bar";
    bar.tabIndex = -1;
    bar.setAttribute("aria-live", "polite");
    form.prepend(bar);
    const walk = document.createElement("div");
    walk.className = "actions";
    const next = button(say("下一步", "Next"), "button");
    const back = button(say("上一步", "Back"), "button quiet");
    walk.append(next);
    actions.before(walk);
    let at = 0;
    const show = (focus) => {
      for (const [index, part] of parts.entries()) part.hidden = index !== at;
      const last = at === parts.length - 1;
      next.hidden = last;
      actions.hidden = !last;
      if (at === 0) back.remove();
      else (last ? actions : walk).append(back);
      bar.textContent = say(`第 ${at + 1} 步，共 ${parts.length} 步`, `Step ${at + 1} of ${parts.length}`);
      if (focus) {
        bar.focus();
        bar.scrollIntoView({ block: "nearest" });
      }
    };
    next.addEventListener("click", () => {
      const body = form.elements.matter;
      if (at === 0 && !body.value.trim()) return body.focus();
      at += 1;
      show(true);
    });
    back.addEventListener("click", () => {
      at -= 1;
      show(true);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.tagName === "INPUT" && !next.hidden) {
        event.preventDefault();
        next.click();
      }
    });
    show(false);
  }

  function button(text, kind) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = kind;
    one.textContent = text;
    return one;
  }

  // ---- places: a county shows its own towns; a name finds both
  function places(form) {
    const { county, town } = form.elements;
    const search = $("[data-place-search]", form);
    if (!county || !town) return;
    const groups = $$("optgroup", town);
    const codes = [...county.options].slice(1).map((option) => option.value);
    const countyOf = (option) => codes[groups.indexOf(option?.parentElement)] || "";
    const narrow = () => {
      for (const [index, group] of groups.entries()) {
        group.disabled = Boolean(county.value) && codes[index] !== county.value;
        group.hidden = group.disabled;
      }
      if (town.value && county.value && countyOf(town.selectedOptions[0]) !== county.value) town.value = "";
    };
    county.addEventListener("change", narrow);
    town.addEventListener("change", () => {
      if (town.value) county.value = countyOf(town.selectedOptions[0]) || county.value;
      narrow();
    });
    narrow();
    const list = $("datalist", search);
    const named = new Map();
    groups.forEach((group) => {
      for (const option of $$("option", group)) {
        const name = `${option.textContent} · ${group.label}`;
        named.set(name, option);
        const offer = document.createElement("option");
        offer.value = name;
        list.append(offer);
      }
    });
    search.hidden = false;
    $("input", search).addEventListener("input", (event) => {
      const option = named.get(event.target.value);
      if (!option) return;
      county.value = countyOf(option);
      narrow();
      town.value = option.value;
      town.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // ---- villages: those of the chosen town as a list to choose from; where they can't be had, the name is typed
  function villages(form) {
    const { county, town, village } = form.elements;
    if (!village || !window.fetch) return;
    const label = $(`label[for="${village.id}"]`, form);
    const list = document.createElement("select");
    list.id = "village-list";
    list.hidden = true;
    village.after(list);
    let asked = "";
    const offer = (options) => {
      list.innerHTML = options;
      list.prepend(new Option(say("不清楚", "I don't know"), ""));
      if (village.value && ![...list.options].some((option) => option.value === village.value))
        list.add(new Option(village.value));
      list.value = village.value;
      list.hidden = !options;
      village.hidden = !list.hidden;
      label.htmlFor = options ? list.id : village.id;
    };
    const ask = async () => {
      const code = town.value || county.value;
      if (code === asked) return;
      asked = code;
      const answer = code && (await fetch(form.dataset.villages.replace("CODE", code)).catch(() => null));
      const options = answer?.ok ? await answer.text() : "";
      if (code === asked) offer(options);
    };
    const change = () => {
      if ((town.value || county.value) !== asked) village.value = "";
      ask();
    };
    county.addEventListener("change", change);
    town.addEventListener("change", change);
    list.addEventListener("change", () => {
      village.value = list.value;
      village.dispatchEvent(new Event("input", { bubbles: true }));
    });
    ask();
  }

  // ---- photos: made smaller before they travel, shown before they are sent
  const SIDE = 2000;
  const SMALL = 600 * 1024;

  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL || !window.createImageBitmap) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
    } catch {
      return file;
    }
  }

  function photos(form) {
    const input = $("[data-photos]", form);
    const list = $("[data-previews]", form);
    if (!input || !window.DataTransfer) return;
    input.addEventListener("change", async () => {
      const files = await Promise.all([...input.files].map(smaller));
      const moved = new DataTransfer();
      for (const file of files) moved.items.add(file);
      input.files = moved.files;
      list.replaceChildren(
        ...files
          .filter((file) => file.type.startsWith("image/"))
          .map((file) => {
            const image = new Image();
            image.alt = file.name;
            image.src = URL.createObjectURL(file);
            const item = document.createElement("li");
            item.append(image);
            return item;
          }),
      );
    });
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

  const writing = $("[data-writing]");
  if (writing) {
    draft(writing);
    places(writing);
    villages(writing);
    photos(writing);
    steps(writing);
    const problems = $("#problems");
    if (problems) problems.focus();
  }
  const start = $("[data-draft-start]");
  if (start) draft(start);
  const find = $("[data-find]");
  if (find) arrive(find);
  if ($("[data-sent]") && store) store.removeItem(KEY);
})();
