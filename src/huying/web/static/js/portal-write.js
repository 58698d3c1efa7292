// Writing, one question at a time, on a bad line: everything works without this too.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const english = document.documentElement.lang === "en";
  const say = (zh, en) => (english ? en : zh);
  const seen = (one) => one.offsetParent !== null;

  function button(text, kind) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = kind;
    one.textContent = text;
    return one;
  }

  // ---- what is wrong is told at its field
  function tell(field, problem) {
    const id = `${field.id}-problem`;
    document.getElementById(id)?.remove();
    field.removeAttribute("aria-invalid");
    if (!problem) return true;
    const list = document.createElement("ul");
    list.id = id;
    list.className = "errorlist";
    list.append(Object.assign(document.createElement("li"), { textContent: problem }));
    field.before(list);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    field.focus();
    return false;
  }

  const wrong = (field) => {
    const text = field.value.trim();
    if (!text) return field.dataset.missing || "";
    const short = field.minLength > 0 && text.length < field.minLength;
    return short || field.validity.patternMismatch ? field.dataset.wrong : "";
  };

  const right = (part) =>
    $$("[data-wrong], [data-missing]", part)
      .filter(seen)
      .reverse()
      .map((one) => tell(one, wrong(one)))
      .every(Boolean);

  // ---- one question at a time, each at its own address
  function steps(form, found) {
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
    const here = () =>
      Math.max(
        0,
        parts.findIndex((part) => `#${part.id}` === location.hash),
      );
    const show = (focus) => {
      const at = here();
      const last = at === parts.length - 1;
      for (const [index, part] of parts.entries()) part.hidden = index !== at;
      next.hidden = last;
      actions.hidden = !last && !("complete" in form.dataset);
      if (at === 0) back.remove();
      else (last ? actions : walk).append(back);
      bar.textContent = say(`第 ${at + 1} 步，共 ${parts.length} 步`, `Step ${at + 1} of ${parts.length}`);
      if (focus) {
        bar.focus();
        scrollTo(0, 0);
      }
    };
    const go = (by) => {
      location.hash = parts[here() + by].id;
    };
    next.addEventListener("click", async () => {
      const part = parts[here()];
      if (right(part) && (!part.contains(form.elements.sought) || (await found()))) go(1);
    });
    back.addEventListener("click", () => go(-1));
    addEventListener("hashchange", () => show(true));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return; // still choosing characters
      if (event.target.tagName === "INPUT" && !next.hidden) {
        event.preventDefault();
        next.click();
      }
    });
    show(false);
  }

  // ---- places: a county shows its own towns; a name that is typed is looked for
  function places(form) {
    const { county, town, village, sought } = form.elements;
    if (!county || !town) return async () => true;
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
    const named = new Map();
    for (const [index, group] of groups.entries())
      for (const option of $$("option", group)) {
        const name = `${option.textContent} · ${group.label}`;
        named.set(name, { county: codes[index], town: option.value, village: "" });
        $("#places").append(Object.assign(document.createElement("option"), { value: name }));
      }
    const offers = $("[data-offers]", form);
    let asked = "";
    const take = (place) => {
      tell(sought, "");
      offers.replaceChildren();
      asked = sought.value.trim();
      county.value = place.county;
      narrow();
      town.value = place.town;
      town.dispatchEvent(new Event("change", { bubbles: true }));
      village.value = place.village;
      village.dispatchEvent(new Event("input", { bubbles: true }));
    };
    sought.addEventListener("input", () => {
      const place = named.get(sought.value);
      if (place) take(place);
    });
    const offer = (hits) => {
      offers.replaceChildren(
        ...hits.map((hit) => {
          const item = document.createElement("li");
          const one = button(hit.name, "button quiet");
          one.addEventListener("click", () => take(hit));
          item.append(one);
          return item;
        }),
      );
    };
    return async () => {
      const text = sought.value.trim();
      if (!text || text === asked) return true;
      const answer = await fetch(`${form.dataset.named}?q=${encodeURIComponent(text)}`).catch(() => null);
      const hits = answer?.ok ? await answer.json() : [];
      asked = text;
      if (hits.length === 1) take(hits[0]);
      if (hits.length < 2 && (hits.length || !answer?.ok)) return true;
      offer(hits);
      return tell(
        sought,
        hits.length
          ? say("有几个地方叫这个名字，请选一个。", "Several places have this name; choose one.")
          : say(
              "没有找到这个地名。可以在下面选，或直接按“下一步”，我们会照您写的去找。",
              "No such place is known. Choose one below, or just go on: we will look for what you wrote.",
            ),
      );
    };
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
    village.addEventListener("input", () => {
      if (![...list.options].some((option) => option.value === village.value)) list.add(new Option(village.value));
      list.value = village.value;
    });
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

  // ---- sending: where the line breaks, everything stays as it is, the photos too
  function sending(form) {
    form.addEventListener("submit", async (event) => {
      const by = event.submitter;
      if (by?.name === "language") return;
      event.preventDefault();
      const data = new FormData(form);
      if (by?.name) data.append(by.name, by.value);
      if (by) by.disabled = true;
      $("#offline")?.remove();
      try {
        const answer = await fetch(form.action, { method: "POST", body: data });
        const page = answer.redirected ? "" : await answer.text();
        if (answer.redirected) return location.assign(answer.url);
        document.open();
        document.write(page);
        document.close();
      } catch {
        if (by) by.disabled = false;
        const notice = document.createElement("div");
        notice.id = "offline";
        notice.className = "notice notice-error";
        notice.setAttribute("role", "alert");
        notice.textContent = say(
          "现在没有网络，还没有发出去。您写的和选的照片都还在，有网络后再按一次。",
          "There is no connection, and nothing was sent. What you wrote and the photos are still here; press again once there is.",
        );
        (by || form).before(notice);
      }
    });
  }

  const writing = $("[data-writing]");
  if (writing) {
    const found = places(writing);
    villages(writing);
    photos(writing);
    steps(writing, found);
    $("#problems")?.focus();
  }
  for (const form of $$("[data-writing], [data-send]")) if (window.fetch && window.FormData) sending(form);
})();
